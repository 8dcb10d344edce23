package miles.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs that are no training, but end as a bad one could. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "the programs are scripts")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DisturbedRunTest {

  /** What every process after the first one does is appended. */
  private static final String SCRIPT =
      """
      run=$4/soak
      whole() { touch "$run/run.yaml" "$run/preprocessing.json" "$run/scores.json"; }
      [ -d "$run" ] && { whole; rm -rf "$run/checkpoints"; exit 0; }
      mkdir -p "$run"
      case $4 in */undisturbed) whole; exit 0 ;; esac
      """;

  @TempDir Path folder;

  @Test
  void aTrainingThatFailsByItselfEndsTheSoakAndIsKept() throws Exception {
    SoakReport report = soak("echo broken; exit 1", 1, 0);

    assertThat(report.findings())
        .singleElement()
        .asString()
        .contains("run-0001")
        .contains("failed by itself, with exit code 1");
    assertThat(report.runs()).isEqualTo(1);
    assertThat(folder.resolve("out/run-0001/soak")).isDirectory();
    assertThat(folder.resolve("out/run-0001.txt")).hasContent("broken");
  }

  @Test
  void aTrainingThatDiesOfAStopWithoutAWordIsSeen() throws Exception {
    SoakReport report = soak("echo 'going on after epoch 1 of 6'; exec sleep 600", 0, 1);

    assertThat(report.findings()).singleElement().asString().contains("without a word");
    assertThat(report.rows().get(Fault.STOP)).isEqualTo(new SoakReport.Row(1, 0, 1));
  }

  @Test
  void nothingNeedBeSaidWhereAllIsThere() throws Exception {
    SoakReport report = soak("whole; echo 'going on after epoch 6 of 6'; exec sleep 600", 0, 1);

    assertThat(report.findings()).isEmpty();
    assertThat(report.rows().get(Fault.STOP)).isEqualTo(new SoakReport.Row(1, 0, 0));
  }

  /** The checkpoint is an empty folder, which is wrong in itself. */
  @ParameterizedTest
  @CsvSource({"9, 0, 1", "12, 3, 1", "7, 0, 2"})
  void exactlyTheStepsThatItSaidMustBeKept(int said, long lost, int wrong) throws Exception {
    String program =
        """
        mkdir -p "$run/checkpoints/epoch-0001-step-0009"
        sleep 600 &
        trap 'kill $!; echo; echo "Stopped after %d steps."; exit 143' TERM
        echo 'going on after step 5 of 20 of epoch 1 of 6'
        wait
        """
            .formatted(said);
    SoakReport report = soak(program, 0, 1);

    assertThat(report.rows().get(Fault.STOP)).isEqualTo(new SoakReport.Row(1, lost, wrong));
  }

  private SoakReport soak(String program, int kills, int stops)
      throws IOException, InterruptedException {
    Path script = Files.writeString(folder.resolve("miles.sh"), SCRIPT + program + "\n");
    List<String> miles = List.of("/bin/sh", script.toString());
    return new Soak(new SoakSettings(folder.resolve("out"), kills, stops, 1, miles), news -> {})
        .run();
  }
}
