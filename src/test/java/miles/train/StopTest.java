package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import miles.config.RunConfig;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings that are asked to stop between two steps. There are eight of them an epoch. */
class StopTest {

  @TempDir Path folder;
  private RunConfig config;
  private Path run;
  private Path checkpoints;

  @BeforeEach
  void makeData() throws IOException {
    SyntheticData.complementary(folder, 2, 120, 0.1);
    config =
        TestRuns.config(
            folder,
            2,
            "balance.method=miles",
            "optimizer={kind: adamw, learning_rate: 0.01, weight_decay: 0.01, clip_norm: 1}",
            "schedule={kind: cosine, warmup_epochs: 1}",
            "training.epochs=4",
            "training.checkpoints=4");
    run = folder.resolve("stopped");
    checkpoints = run.resolve("checkpoints");
  }

  @Test
  void aRunThatStopsAgainAndAgainEndsLikeOneThatNeverStopped() throws IOException {
    TestRuns.train(config, folder.resolve("straight"));
    for (int step : List.of(1, 5, 8, 9, 19, 31)) {
      Existing existing = step == 1 ? Existing.REFUSE : Existing.RESUME;
      RunResult stopped = TestRuns.stopAt(config, run, existing, step);
      assertThat(stopped.end()).isEqualTo(RunResult.End.STOPPED);
      assertThat(stopped.steps()).isEqualTo(step);
    }
    assertThat(TestRuns.train(config, run, Existing.RESUME).end())
        .isEqualTo(RunResult.End.COMPLETE);
    for (int epoch = 1; epoch <= 4; epoch++) {
      assertThat(TestRuns.checkpoint(run, epoch))
          .isEqualTo(TestRuns.checkpoint(folder.resolve("straight"), epoch));
    }
    assertThat(TestRuns.epochsWithoutSeconds(run))
        .isEqualTo(TestRuns.epochsWithoutSeconds(folder.resolve("straight")));
  }

  @Test
  void theCheckpointWithinAnEpochLastsUntilTheNext() throws IOException {
    TestRuns.stopAt(config, run, Existing.REFUSE, 3);
    assertThat(names()).containsExactly("epoch-0001-step-0003");
    TestRuns.stopAt(config, run, Existing.RESUME, 19);
    assertThat(names())
        .contains("epoch-0001", "epoch-0002", "epoch-0003-step-0003", "latest")
        .doesNotContain("epoch-0001-step-0003");
    assertThat(new Checkpoints(checkpoints).latest().state().epoch()).isEqualTo(2);
    TestRuns.train(config, run, Existing.RESUME);
    assertThat(names()).noneMatch(name -> name.contains("step"));
  }

  @Test
  void aDamagedOneCostsTheStepsOfItsEpochAndNoBit() throws IOException {
    TestRuns.train(config, folder.resolve("straight"));
    TestRuns.stopAt(config, run, Existing.REFUSE, 21);
    Path state = checkpoints.resolve("epoch-0003-step-0005/state.json");
    Files.writeString(state, Files.readString(state).replaceFirst("\\d", "9"));
    assertThat(new Checkpoints(checkpoints).recover().orElseThrow().folder())
        .isEqualTo(checkpoints.resolve("epoch-0002"));
    TestRuns.train(config, run, Existing.RESUME);
    assertThat(TestRuns.checkpoint(run, 4))
        .isEqualTo(TestRuns.checkpoint(folder.resolve("straight"), 4));
  }

  @Test
  void theBestEpochThatIsLostWithinAnEpochIsAnyOneThatIsLeft() throws IOException {
    TestRuns.stopAt(config, run, Existing.REFUSE, 21);
    DurableFiles.deleteTree(checkpoints.resolve("epoch-0001"));
    DurableFiles.deleteTree(checkpoints.resolve("epoch-0002"));
    Checkpoint recovered = new Checkpoints(checkpoints).recover().orElseThrow();
    assertThat(recovered.state().underway().steps()).isEqualTo(5);
    assertThat(recovered.state().best()).isEqualTo(ScoredEpoch.NONE);
    RunResult result = TestRuns.train(config, run, Existing.RESUME);
    assertThat(result.best().epoch()).isBetween(3, 4);
    assertThat(result.checkpoint()).isDirectory();
  }

  @Test
  void aTrainingThatIsToStopBeforeItsFirstStepLeavesARunThatStarts() throws IOException {
    try (RunFolder opened = RunFolder.open(run, Existing.REFUSE)) {
      RunResult result =
          new Trainer(config, TestRuns.load(config), List.of()).train(opened, () -> true);
      assertThat(result.end()).isEqualTo(RunResult.End.STOPPED);
      assertThat(result.steps()).isZero();
    }
    assertThat(TestRuns.train(config, run, Existing.RESUME).epochs()).isEqualTo(4);
  }

  private List<String> names() throws IOException {
    return DurableFiles.list(checkpoints).stream()
        .map(path -> path.getFileName().toString())
        .toList();
  }
}
