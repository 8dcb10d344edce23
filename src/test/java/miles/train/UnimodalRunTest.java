package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import miles.config.RunConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnimodalRunTest {

  @TempDir Path folder;
  private RunConfig relative;
  private RunConfig unimodal;

  @BeforeEach
  void makeData() throws IOException {
    SyntheticData.complementary(folder, 2, 80, 0);
    relative =
        TestRuns.config(folder, 2, "balance.method=miles", "balance.miles.reference=unimodal");
    unimodal = TestRuns.config(folder, 2, "balance.method=unimodal");
  }

  @Test
  void theBestHeadScoresOfTheUnimodalRunAreTheReference() throws IOException {
    TestRuns.train(unimodal, beside());
    TestRuns.train(relative, run());
    Map<String, Double> scores =
        UnimodalRun.of(new RunLayout(run()), relative, TestRuns.load(relative)).headScores();
    double best =
        TestRuns.epochs(beside()).stream()
            .mapToDouble(epoch -> epoch.get("score/head/a"))
            .max()
            .orElseThrow();
    assertThat(scores).containsOnlyKeys("a", "b").containsEntry("a", best);
  }

  @Test
  void aMissingUnimodalRunIsNamedWithTheCommandThatMakesIt() {
    assertRefused("there is no such run");
  }

  @Test
  void aRunOfAnotherMethodIsRefused() throws IOException {
    TestRuns.train(TestRuns.config(folder, 2, "balance.method=uniform"), beside());
    assertRefused("its balance.method is another");
  }

  @Test
  void aRunOnOtherDataIsRefused() throws IOException {
    TestRuns.train(unimodal, beside());
    SyntheticData.complementary(folder, 2, 88, 0);
    assertRefused("its data are others");
  }

  @Test
  void anUnfinishedRunIsRefused() throws IOException {
    TestRuns.train(unimodal, beside());
    // What a run of more epochs looks like while it is under way.
    Path runFile = beside().resolve("run.yaml");
    String text = Files.readString(runFile);
    Files.writeString(runFile, text.replace("epochs: 4", "epochs: 9"));
    assertRefused("it is unfinished, at epoch 4 of 9");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> TestRuns.train(relative, run()))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining(beside().toString())
        .hasMessageContaining(why)
        .hasMessageContaining("--set balance.method=unimodal --set name=run-unimodal");
    assertThat(run().resolve("run.yaml")).doesNotExist();
  }

  private Path run() {
    return folder.resolve("run");
  }

  private Path beside() {
    return folder.resolve("run-unimodal");
  }
}
