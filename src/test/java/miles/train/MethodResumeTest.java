package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import miles.config.RunConfig;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a balancing method remembers survives a resume, for every method that remembers anything.
 */
class MethodResumeTest {

  private static final int EPOCHS = 4;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"g-blend", "greedy", "pmr", "miles-plus", "ogm-ge", "mslr", "mses", "agm"})
  void aRunThatIsStoppedAndThenEndedEndsLikeOneThatNeverWas(String method) throws IOException {
    RunConfig config = config(method);
    RunResult straight = TestRuns.train(config, folder.resolve("straight"));
    Path run = folder.resolve("run");
    assertThat(TestRuns.stopAt(config, run, Existing.REFUSE, 4).steps()).isEqualTo(4);
    TrainingListener failure =
        new TrainingListener() {
          @Override
          public void stepEnded(StepRecord step) {
            if (step.step() == 8) {
              throw new IllegalStateException("killed");
            }
          }
        };
    assertThatThrownBy(() -> TestRuns.train(config, run, Existing.RESUME, failure))
        .hasMessage("killed");
    assertSame(straight, run, TestRuns.train(config, run, Existing.RESUME));
  }

  private RunConfig config(String method) throws IOException {
    SyntheticData.oneEasyOneHard(folder, 48);
    return TestRuns.config(
        folder,
        2,
        "balance.method=" + method,
        "balance.mses.patience=0",
        "balance.g_blend={mode: offline, super_epoch: 1}",
        "balance.greedy={warmup_epochs: 1, threshold: 0, steps: 2}",
        "training.epochs=" + EPOCHS);
  }

  private void assertSame(RunResult straight, Path run, RunResult resumed) throws IOException {
    assertThat(resumed.epochs()).isEqualTo(straight.epochs());
    assertThat(resumed.end()).isEqualTo(straight.end());
    assertThat(TestRuns.checkpoint(run, resumed.epochs()))
        .isEqualTo(TestRuns.checkpoint(folder.resolve("straight"), straight.epochs()));
    assertThat(TestRuns.epochsWithoutSeconds(run))
        .isEqualTo(TestRuns.epochsWithoutSeconds(folder.resolve("straight")));
  }
}
