package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SoakCommandTest {

  @Test
  void withoutAnyFaultNothingWouldBeShown(@TempDir Path folder) {
    String out = folder.resolve("out").toString();
    RecordedConsole recorded =
        RecordedConsole.run("soak", "--out", out, "--kills", "0", "--stops", "0");
    assertThat(recorded.code()).isEqualTo(Failure.BAD_INPUT);
    assertThat(recorded.err()).contains("--kills: 0 is not allowed").contains("--stops");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void processesGetTheFlagsOfThisOneButWhatTheLauncherSaysOfItAlone() {
    List<String> command =
        SoakCommand.miles(
            List.of(
                "-Xmx1g",
                "-Dorg.bytedeco.javacpp.cachedir=/cache",
                "-Dmiles.columns=80",
                "-Dmiles.stderr=0",
                "-javaagent:agent.jar",
                "--enable-native-access=ALL-UNNAMED"));
    assertThat(command.subList(1, command.indexOf("-cp")))
        .containsExactly(
            "-Xmx1g",
            "-Dorg.bytedeco.javacpp.cachedir=/cache",
            "--enable-native-access=ALL-UNNAMED");
    assertThat(command).endsWith(Main.class.getName());
  }
}
