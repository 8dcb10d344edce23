package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

class MainTest {

  private final RecordedConsole recorded = RecordedConsole.inPipe();

  @Command(name = "work", description = "Works.")
  private record Work(Callable<Integer> task) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      return task.call();
    }
  }

  private int run(String... arguments) {
    return Main.run(recorded.console(), arguments);
  }

  /** Runs a command line that has one more command, which does the given work. */
  private int runWork(Callable<Integer> task, String... arguments) {
    CommandLine miles = Main.commandLine(recorded.console(), new StopSignal(recorded.console()));
    miles.addSubcommand(new Work(task));
    return Main.execute(miles, recorded.console(), arguments);
  }

  @Test
  void helpGoesToStandardOutputAndNamesTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(recorded.out()).contains("Usage: miles", "--verbose", "--version", "Exit codes:");
    assertThat(recorded.err()).isEmpty();
  }

  @Test
  void versionNamesMilesTensorFlowDevicesAndJava() {
    assertThat(run("--version")).isZero();
    assertThat(recorded.out())
        .contains(BuildInfo.load().version(), "TensorFlow  2.18.0", "CPU:0")
        .contains(Runtime.version().toString());
  }

  @Test
  void noCommandShowsTheUsageOnStandardErrorAndIsRefused() {
    assertThat(run()).isEqualTo(2);
    assertThat(recorded.err()).contains("Usage: miles");
    assertThat(recorded.out()).isEmpty();
  }

  @Test
  void unknownOptionIsRefusedInOneSentenceWithAHint() {
    assertThat(run("--quick")).isEqualTo(2);
    assertThat(recorded.err()).contains("miles: Unknown option: '--quick'").doesNotContain("\tat ");
    assertThat(recorded.err().lines()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void unknownCommandIsNamed() {
    assertThat(runWork(() -> 0, "wor")).isEqualTo(2);
    assertThat(recorded.err()).contains("miles: no such command: wor", "work");
    assertThat(runWork(() -> 0, "wor", "--help")).isEqualTo(2);
    assertThat(recorded.out()).isEmpty();
  }

  @Test
  void aCommandsResultIsTheExitCode() {
    assertThat(runWork(() -> 0, "work")).isZero();
    assertThat(runWork(() -> 1, "work")).isEqualTo(1);
    assertThat(recorded.err()).isEmpty();
  }

  @Test
  void missingFileIsBadInputAndShowsNoStackTrace() {
    Callable<Integer> task =
        () -> {
          throw new UncheckedIOException(new NoSuchFileException("models/none.yaml"));
        };
    assertThat(runWork(task, "work")).isEqualTo(2);
    assertThat(recorded.err().lines()).containsExactly("File not found: models/none.yaml.");
  }

  @Test
  void verboseShowsTheStackTraceBeforeAndAfterTheCommandsName() {
    Callable<Integer> task =
        () -> {
          throw new IllegalStateException("broken");
        };
    assertThat(runWork(task, "--verbose", "work")).isEqualTo(1);
    assertThat(runWork(task, "work", "--verbose")).isEqualTo(1);
    assertThat(recorded.err().split("java.lang.IllegalStateException: broken", -1)).hasSize(3);
    assertThat(recorded.err()).contains("\tat miles.cli.MainTest");
  }

  @Test
  void errorsOfTheMachineEndInOneSentenceToo() {
    Callable<Integer> task =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };
    assertThat(runWork(task, "work")).isEqualTo(1);
    assertThat(recorded.err()).contains("Out of memory (Java heap space)").doesNotContain("\tat ");
  }

  @TestFactory
  List<DynamicTest> everyCommandExplainsItselfAndItsOptions() {
    List<DynamicTest> tests = new ArrayList<>();
    collect(Main.commandLine(recorded.console(), new StopSignal(recorded.console())), tests);
    return tests;
  }

  private static void collect(CommandLine command, List<DynamicTest> tests) {
    String name = command.getCommandSpec().qualifiedName();
    tests.add(DynamicTest.dynamicTest(name, () -> explainsItself(command)));
    command.getSubcommands().values().forEach(child -> collect(child, tests));
  }

  private static void explainsItself(CommandLine command) {
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    assertThat(command.getCommandSpec().optionsMap()).containsKeys("--help", "--verbose");
    assertThat(command.getCommandSpec().options()).allSatisfy(MainTest::hasDescription);
    assertThat(command.getCommandSpec().positionalParameters())
        .allSatisfy(parameter -> assertThat(parameter.description()).isNotEmpty());
  }

  private static void hasDescription(OptionSpec option) {
    assertThat(option.description()).as(option.longestName()).isNotEmpty();
  }
}
