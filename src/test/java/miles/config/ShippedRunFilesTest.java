package miles.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import miles.config.BalanceConfig.Method;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The run files of this repository can all be read, by the names that they give. */
class ShippedRunFilesTest {

  /** Of these, docs/results/make trains every method. */
  private static final Path COMPARED = Path.of("docs/results");

  @ParameterizedTest
  @MethodSource("runFiles")
  void runFileCanBeReadAndIsNamedLikeItsRun(Path file) {
    RunConfig run = RunFile.read(file, List.of());

    assertThat(file).hasFileName(run.name() + ".yaml");
  }

  @ParameterizedTest
  @MethodSource("runFiles")
  void everyMethodRunsFromIt(Path file) {
    List<Method> methods =
        file.startsWith(COMPARED)
            ? List.of(Method.values())
            : List.of(
                Method.JOINT, Method.UNIFORM, Method.UNIMODAL, Method.MILES, Method.MILES_PLUS);
    for (Method method : methods) {
      RunConfig run = RunFile.read(file, List.of("balance.method=" + method.value()));

      assertThat(run.balance().method()).isEqualTo(method);
    }
  }

  @ParameterizedTest
  @MethodSource("runFiles")
  void itsManifestLiesInTheDataFolder(Path file) {
    assertThat(RunFile.read(file, List.of()).data().manifest())
        .startsWithRaw(Path.of("data").toAbsolutePath());
  }

  static List<Path> runFiles() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path folder : List.of(Path.of("models"), COMPARED)) {
      try (Stream<Path> files = Files.list(folder)) {
        List<Path> there =
            files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        assertThat(there).isNotEmpty();
        found.addAll(there);
      }
    }
    return found;
  }
}
