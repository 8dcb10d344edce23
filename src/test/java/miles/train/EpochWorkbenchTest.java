package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import miles.balance.Workbench.Trial;
import miles.config.RunConfig;
import miles.data.LoadedData;
import miles.interop.ImportedEncoders;
import miles.optimize.TrainingStep;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpochWorkbenchTest {

  @TempDir Path folder;

  @BeforeEach
  void makeData() throws IOException {
    SyntheticData.oneEasyOneHard(folder, 48);
  }

  /** A trial with the weights of {@code uniform} is the first epochs of a uniform run. */
  @Test
  void aTrialTrainsAsARunWouldAndLeavesTheModelAsItIs() throws IOException {
    RunConfig config = TestRuns.config(folder, 2, "balance.method=uniform", "training.epochs=2");
    TestRuns.train(config, folder.resolve("run"));
    Map<String, Double> second = TestRuns.epochs(folder.resolve("run")).get(1);
    LoadedData data = TestRuns.load(config);
    try (Learner learner = Learner.open(config, data, ImportedEncoders.NONE, TrainingStep::of)) {
      EpochWorkbench workbench =
          new EpochWorkbench(
              config, data, learner, TrainingState.fresh(Map.of()), StopRequest.NEVER);
      Map<String, Double> untrained = learner.losses(data.validation());
      Trial trial = workbench.trial(Map.of("fusion", 1.0, "a", 1.0, "b", 1.0), 2);

      assertThat(trial.before().validation()).isEqualTo(untrained);
      for (String key : untrained.keySet()) {
        String column = "validation_loss/" + (key.equals("fusion") ? key : "head/" + key);
        assertThat(trial.after().validation().get(key)).isEqualTo(second.get(column));
      }
      assertThat(learner.losses(data.validation())).isEqualTo(untrained);
    }
  }

  @Test
  void aMethodWithNothingLeftToTrainEndsTheTraining() throws IOException {
    RunConfig config =
        TestRuns.config(
            folder,
            2,
            "balance.method=mses",
            "balance.mses={patience: 0, smoothing: 0}",
            "optimizer.learning_rate=0.1",
            "training.epochs=60");
    RunResult result = TestRuns.train(config, folder.resolve("run"));
    assertThat(result.epochs()).isLessThan(60);
    assertThat(result.end()).isEqualTo(RunResult.End.NOTHING_LEFT_TO_BALANCE);
    Map<String, Double> last = TestRuns.epochs(folder.resolve("run")).get(result.epochs() - 1);
    assertThat(last.get("learning_rate/encoder/b")).as("frozen before").isZero();
    assertThat(last.get("learning_rate/fusion")).isEqualTo(0.1);
    RunResult again = TestRuns.train(config, folder.resolve("run"), Existing.RESUME);
    assertThat(again).isEqualTo(result);
  }
}
