package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import miles.config.RunConfig;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {

  private static final String[] SETTINGS = {
    "balance.method=miles",
    "balance.miles.smoothing=0.5",
    "optimizer={kind: adamw, learning_rate: 0.01, weight_decay: 0.01, clip_norm: 1}",
    "schedule={kind: cosine, warmup_epochs: 1}",
    "training.early_stopping={patience: 30}",
    "training.epochs=6"
  };

  @TempDir Path folder;
  private RunConfig config;
  private Path run;

  /** Stands for a crash. */
  private static final class Stop extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeEach
  void makeData() throws IOException {
    SyntheticData.complementary(folder, 2, 120, 0.1);
    config = TestRuns.config(folder, 2, SETTINGS);
    run = folder.resolve("stopped");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 45})
  void aRunStoppedAtAnyStepEndsLikeOneThatNeverStopped(int step) throws IOException {
    TestRuns.train(config, folder.resolve("straight"));
    stopAt(step);
    assertThat(TestRuns.train(config, run, Existing.RESUME).epochs()).isEqualTo(6);
    assertSameAsStraight();
  }

  @Test
  void aRunStoppedInEveryEpochEndsLikeOneThatNeverStopped() throws IOException {
    TestRuns.train(config, folder.resolve("straight"));
    stopAt(10);
    for (int step = 18; step < 48; step += 8) {
      resumeAndStopAt(step);
    }
    TestRuns.train(config, run, Existing.RESUME);
    assertSameAsStraight();
  }

  @Test
  void aDamagedNewestCheckpointCostsOneEpochAndNoBit() throws IOException {
    TestRuns.train(config, folder.resolve("straight"));
    stopAt(35);
    Path data = run.resolve("checkpoints/epoch-0004/variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[bytes.length / 3] ^= 4;
    Files.write(data, bytes);

    List<Integer> epochsDone = new ArrayList<>();
    TestRuns.train(
        config,
        run,
        Existing.RESUME,
        new TrainingListener() {
          @Override
          public void trainingStarted(TrainingPlan plan) {
            epochsDone.add(plan.epochsDone());
          }
        });

    assertThat(epochsDone).containsExactly(3);
    assertSameAsStraight();
  }

  @Test
  void earlyStoppingCountsOnAfterAResume() throws IOException {
    RunConfig impatient =
        TestRuns.config(
            folder,
            2,
            "training.epochs=30",
            "training.early_stopping={patience: 3, min_delta: 0.02}");
    int epochs = TestRuns.train(impatient, folder.resolve("straight")).epochs();
    assertThat(epochs).isBetween(5, 29);
    // The stop falls between the last improvement and the end of patience.
    config = impatient;
    stopAt(8 * (epochs - 1) + 1);
    RunResult resumed = TestRuns.train(impatient, run, Existing.RESUME);
    assertThat(resumed.epochs()).isEqualTo(epochs);
    assertThat(resumed.end()).isEqualTo(RunResult.End.EARLY_STOPPING);
  }

  @Test
  void aFinishedRunResumesToMoreEpochs() throws IOException {
    TestRuns.train(TestRuns.config(folder, 2, "training.epochs=2"), run);
    RunConfig more = TestRuns.config(folder, 2, "training.epochs=3");
    assertThat(TestRuns.train(more, run, Existing.RESUME).epochs()).isEqualTo(3);
    TestRuns.train(more, folder.resolve("straight"));
    assertThat(TestRuns.checkpoint(run, 3))
        .isEqualTo(TestRuns.checkpoint(folder.resolve("straight"), 3));
  }

  @Test
  void aFinishedRunIsLeftAsItIs() throws IOException {
    RunResult first = TestRuns.train(config, run);
    String epochs = Files.readString(run.resolve("epochs.csv"));
    assertThat(TestRuns.train(config, run, Existing.RESUME)).isEqualTo(first);
    assertThat(run.resolve("epochs.csv")).hasContent(epochs);
  }

  @Test
  void anotherRunFileIsRefused() throws IOException {
    stopAt(20);
    RunConfig other =
        TestRuns.config(folder, 2, concat("optimizer.learning_rate=0.02", "training.seed=6"));
    assertThatThrownBy(() -> TestRuns.train(other, run, Existing.RESUME))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("optimizer")
        .hasMessageContaining("optimizer.learning_rate (0.01 there, 0.02 here)")
        .hasMessageContaining("training.seed (5 there, 6 here)")
        .hasMessageNotContaining("balance");
  }

  @Test
  void otherDataAreRefused() throws IOException {
    stopAt(20);
    SyntheticData.complementary(folder, 2, 121, 0.1);
    assertThatThrownBy(() -> TestRuns.train(config, run, Existing.RESUME))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("manifest.csv")
        .hasMessageContaining("has changed");
  }

  @Test
  void aResumeIsRecorded() throws IOException {
    stopAt(20);
    TestRuns.train(config, run, Existing.RESUME);
    assertThat(Environment.read(run.resolve("environment.json")).starts())
        .extracting(Environment.Start::epochsDone)
        .containsExactly(0, 2);
  }

  @Test
  void overwritingStartsAnew() throws IOException {
    stopAt(20);
    TestRuns.train(config, run, Existing.OVERWRITE);
    TestRuns.train(config, folder.resolve("straight"));
    assertSameAsStraight();
  }

  private void stopAt(int step) {
    stop(step, Existing.REFUSE);
  }

  private void resumeAndStopAt(int step) {
    stop(step, Existing.RESUME);
  }

  private void stop(int step, Existing existing) {
    TrainingListener stop =
        new TrainingListener() {
          @Override
          public void stepEnded(StepRecord record) {
            if (record.step() == step) {
              throw new Stop();
            }
          }
        };
    assertThatThrownBy(() -> TestRuns.train(config, run, existing, stop)).isInstanceOf(Stop.class);
  }

  private static String[] concat(String... more) {
    List<String> all = new ArrayList<>(List.of(SETTINGS));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private void assertSameAsStraight() throws IOException {
    Path straight = folder.resolve("straight");
    assertThat(TestRuns.checkpoint(run, 6)).isEqualTo(TestRuns.checkpoint(straight, 6));
    assertThat(TestRuns.epochsWithoutSeconds(run))
        .isEqualTo(TestRuns.epochsWithoutSeconds(straight));
  }
}
