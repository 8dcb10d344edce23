package miles.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import miles.cli.Main;
import miles.config.InvalidValueException;
import miles.train.DurableFiles;
import miles.train.JavaProcess;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Kills real processes, which then go on as if nothing had happened. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no SIGKILL")
class SoakTest {

  @TempDir Path folder;

  @Test
  @Tag("slow")
  void killedTrainingsEndWithTheSameBitsAndADifferenceWouldBeSeen() throws Exception {
    assertIdentical(3, 1);
    Path undisturbed = folder.resolve("out/undisturbed/soak");
    everyChangeIsSeen(new ExpectedRun(undisturbed));
    everyPieceIsSeen(new ExpectedRun(undisturbed));
  }

  @Test
  @Tag("nightly")
  void twoHundredKills() throws Exception {
    assertIdentical(200, 20);
  }

  @Test
  void aFolderThatHoldsSomethingIsRefused() throws IOException {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");
    Soak soak = new Soak(new SoakSettings(folder, 1, 0, 1, List.of("false")), news -> {});
    assertThatThrownBy(soak::run)
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("--out");
    assertThat(folder).isDirectoryContaining(path -> path.endsWith("thesis.txt"));
  }

  @Test
  void aProgramThatFailsIsNoRunToCompareWith() {
    Path out = folder.resolve("out");
    Soak soak = new Soak(new SoakSettings(out, 1, 0, 1, List.of("false")), news -> {});
    assertThatThrownBy(soak::run)
        .isInstanceOf(SoakException.class)
        .hasMessageContaining("exit code 1")
        .hasMessageContaining(out.resolve("undisturbed.txt").toString());
  }

  private void assertIdentical(int kills, int stops) throws Exception {
    List<String> miles =
        JavaProcess.of(
                List.of("-Xmx512m", JavaProcess.BRIEF, "-XX:+UseSerialGC"), Main.class, List.of())
            .command();
    List<String> news = new ArrayList<>();
    SoakReport report =
        new Soak(new SoakSettings(folder.resolve("out"), kills, stops, 13, miles), news::add).run();

    assertThat(report.findings()).as(() -> String.join("\n", news)).isEmpty();
    assertThat(report.identical()).isTrue();
    assertThat(report.rows().values().stream().mapToInt(SoakReport.Row::times).sum())
        .isEqualTo(kills + stops);
    assertThat(report.rows().get(Fault.STOP)).isEqualTo(new SoakReport.Row(stops, 0, 0));
    assertThat(news).hasSize(1 + report.runs());
  }

  private void everyChangeIsSeen(ExpectedRun expected) throws IOException {
    assertThat(changed(expected, "none", run -> {})).isEmpty();
    assertThat(
            changed(
                expected,
                "row-twice",
                run -> {
                  Path epochs = run.resolve("epochs.csv");
                  List<String> lines = new ArrayList<>(Files.readAllLines(epochs));
                  lines.add(3, lines.get(2));
                  Files.writeString(epochs, String.join("\r\n", lines) + "\r\n");
                }))
        .contains("epochs.csv has other rows");
    assertThat(
            changed(
                expected,
                "row-missing",
                run -> {
                  Path epochs = run.resolve("epochs.csv");
                  List<String> lines = Files.readAllLines(epochs);
                  Files.writeString(epochs, String.join("\r\n", lines.subList(0, 4)) + "\r\n");
                }))
        .containsExactly("epochs.csv lacks rows");
    assertThat(changed(expected, "half-model", run -> cut(run.resolve("model/1/saved_model.pb"))))
        .containsExactly("model/1 differs");
    assertThat(
            changed(
                expected,
                "half-checkpoint",
                run -> cut(run.resolve("checkpoints/epoch-0003/variables.data-00000-of-00001"))))
        .hasSize(2)
        .contains("checkpoint epoch-0003 differs");
    assertThat(
            changed(
                expected,
                "no-checkpoint",
                run -> DurableFiles.deleteTree(run.resolve("checkpoints/epoch-0002"))))
        .singleElement()
        .asString()
        .startsWith("checkpoints holds");
    assertThat(changed(expected, "half-report", run -> cut(run.resolve("report.html"))))
        .containsExactly("report.html is cut off");
  }

  private void everyPieceIsSeen(ExpectedRun expected) throws IOException {
    assertThat(
            changed(
                expected,
                "half-row",
                run -> {
                  Path epochs = run.resolve("epochs.csv");
                  String text = Files.readString(epochs);
                  Files.writeString(epochs, text.substring(0, text.lastIndexOf(',')));
                }))
        .containsExactly("epochs.csv has a row that is cut off", "epochs.csv lacks rows");
    assertThat(
            changed(
                expected,
                "older-pointer",
                run -> Files.writeString(run.resolve("checkpoints/latest"), "epoch-0003\n")))
        .containsExactly("checkpoints/latest names another");
    assertThat(
            changed(
                expected,
                "lost-pointer",
                run -> Files.writeString(run.resolve("checkpoints/best"), "epoch-0099\n")))
        .hasSize(2)
        .contains("checkpoints/best names another");
    assertThat(
            changed(
                expected,
                "leftover",
                run -> Files.createDirectory(run.resolve("checkpoints/.epoch-0007.partial"))))
        .containsExactly("checkpoints/.epoch-0007.partial is left over");
  }

  private interface Change {
    void to(Path run) throws IOException;
  }

  private List<String> changed(ExpectedRun expected, String name, Change change)
      throws IOException {
    Path copy = folder.resolve(name);
    try (Stream<Path> walk = Files.walk(expected.run())) {
      for (Path each : walk.sorted().toList()) {
        Files.copy(each, copy.resolve(expected.run().relativize(each)));
      }
    }
    change.to(copy);
    return expected.wrongAtTheEndOf(copy);
  }

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }
}
