package miles;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;

/** The arrows between the packages, and what one package alone may do. */
@AnalyzeClasses(packages = "miles", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  /** A package may use those that stand to its left. */
  private static final List<String> ORDER =
      List.of(
          "config",
          "evaluate",
          "schedule",
          "data",
          "interop",
          "graph",
          "optimize",
          "balance",
          "train",
          "export",
          "bench",
          "compare",
          "report",
          "serve",
          "soak",
          "cli");

  private static final List<String> PURE = List.of("config", "evaluate", "schedule");

  @ArchTest
  static void aPackageUsesOnlyThoseToItsLeft(JavaClasses classes) {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] right =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(ArchitectureTest::all)
              .toArray(String[]::new);
      if (right.length > 0) {
        noClasses()
            .that()
            .resideInAPackage(all(ORDER.get(i)))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(right)
            .allowEmptyShould(true)
            .check(classes);
      }
    }
  }

  @ArchTest
  static void everyPackageHasItsPlaceInTheOrder(JavaClasses classes) {
    Set<String> names =
        classes.stream()
            .map(JavaClass::getPackageName)
            .map(name -> name.split("\\.", -1)[1])
            .collect(Collectors.toSet());
    assertThat(names).isNotEmpty().isSubsetOf(ORDER);
  }

  @ArchTest
  static void everyPackageIsNullMarked(JavaClasses classes) {
    Set<JavaPackage> packages =
        classes.stream().map(JavaClass::getPackage).collect(Collectors.toSet());
    assertThat(packages)
        .allSatisfy(
            each -> assertThat(each.isAnnotatedWith(NullMarked.class)).as(each.getName()).isTrue());
  }

  @ArchTest
  static final ArchRule noCycles = slices().matching("miles.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule configEvaluateAndScheduleKnowNothingOfTensorFlow =
      noClasses()
          .that()
          .resideInAnyPackage(PURE.stream().map(ArchitectureTest::all).toArray(String[]::new))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tensorflow..", "org.bytedeco..");

  @ArchTest
  static void onlyTheCommandLineUsesTheStandardStreams(JavaClasses classes) {
    JavaClasses others = classes.that(DescribedPredicate.not(inCli()));
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(others);
    noClasses().should().accessField(System.class, "in").check(others);
  }

  @ArchTest
  static void onlyTheCommandLineEndsTheProcess(JavaClasses classes) {
    JavaClasses others = classes.that(DescribedPredicate.not(inCli()));
    noClasses().should().callMethod(System.class, "exit", int.class).check(others);
    noClasses().should().callMethod(Runtime.class, "exit", int.class).check(others);
    noClasses().should().callMethod(Runtime.class, "halt", int.class).check(others);
  }

  @ArchTest
  static final ArchRule nothingIsWrittenByJavaSerialization =
      noClasses()
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ObjectOutputStream.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ObjectInputStream.class);

  /** Nothing that is read can name code: no scripts, no classes by their names, no XML, no RMI. */
  @ArchTest
  static final ArchRule dataIsNeverCode =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "javax.script..",
              "javax.xml..",
              "org.xml.sax..",
              "org.w3c.dom..",
              "java.beans..",
              "java.rmi..",
              "javax.naming..",
              "org.yaml.snakeyaml.constructor..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ClassLoader.class)
          .orShould()
          .callMethodWhere(callsTo(Class.class.getName(), "forName"))
          .orShould()
          .callMethodWhere(callsTo(Runtime.class.getName(), "exec|load|loadLibrary"))
          .orShould()
          .callMethodWhere(callsTo(System.class.getName(), "load|loadLibrary"));

  @ArchTest
  static final ArchRule onlyTheSoakStartsProcesses =
      noClasses()
          .that()
          .resideOutsideOfPackage(all("soak"))
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class);

  /** Nothing is fetched or sent: only a server listens. */
  @ArchTest
  static final ArchRule onlyTheServerKnowsTheNetwork =
      noClasses()
          .that()
          .resideOutsideOfPackage(all("serve"))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.net.http..",
              "java.nio.channels.spi..",
              "java.rmi..",
              "javax.net..",
              "org.eclipse.jetty..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(
              "java\\.net\\.(URL|.*Socket|.*URLConnection|InetAddress|Inet.*Address)|java\\.nio\\.channels\\..*(Socket|Datagram).*");

  /** The two places check a SavedModel before TensorFlow sees it: see miles.interop.SafetyCheck. */
  @ArchTest
  static void aSavedModelIsLoadedOnlyWhereItIsChecked(JavaClasses classes) {
    onlyOneCalls(
        classes, "org.tensorflow.SavedModelBundle", "load|loader", "EncoderValues|ServedVersion");
    onlyOneCalls(classes, "miles.interop.EncoderValues", "read", "ImportedEncoders");
    onlyOneCalls(classes, "miles.serve.ServedVersion", "load", "ModelVersions");
  }

  private static void onlyOneCalls(
      JavaClasses classes, String owner, String methods, String callers) {
    classes()
        .that(
            DescribedPredicate.describe(
                "call " + owner,
                each ->
                    each.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> callsTo(owner, methods).test(call))))
        .should()
        .haveNameMatching("miles\\.(interop|serve)\\.(%s)".formatted(callers))
        .check(classes);
  }

  private static DescribedPredicate<JavaMethodCall> callsTo(String owner, String methods) {
    return DescribedPredicate.describe(
        "%s.%s".formatted(owner, methods),
        call ->
            call.getTargetOwner().getName().equals(owner)
                && call.getTarget().getName().matches(methods));
  }

  private static String all(String name) {
    return "miles." + name + "..";
  }

  private static DescribedPredicate<JavaClass> inCli() {
    return JavaClass.Predicates.resideInAPackage(all("cli"));
  }
}
