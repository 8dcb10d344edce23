package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import miles.evaluate.ModalityScores;
import org.junit.jupiter.api.Test;

class MsesTest {

  private static final String[] MSES = {
    "balance.method=mses", "balance.mses={smoothing: 0.6, patience: 1}"
  };
  private static final String KERNEL = "encoder/a/hidden1/kernel";

  @Test
  void anEncoderWithoutANewBestIsPutBackToItsBestAndFrozen() {
    try (StepRun run = new StepRun(2, MSES)) {
      // Smoothed losses of a: 1; 0.8, the best; 0.6 · 0.8 + 0.4 · 2 = 1.28; 0.6 · 1.28 + 0.8 =
      // 1.568.
      epoch(run, 0, 1.0, 1.0);
      epoch(run, 1, 0.5, 0.9);
      float[] best = run.variables().get(KERNEL);
      Map<String, String> allBest = encoderOfA(run);
      assertThat(allBest).hasSizeGreaterThan(1);
      epoch(run, 2, 2.0, 0.8);
      assertThat(run.variables().get(KERNEL)).isNotEqualTo(best);
      assertThat(run.method.rateFactor("encoder/a")).as("one epoch is waited for").isEqualTo(1);
      epoch(run, 3, 2.0, 0.7);
      assertThat(run.method.rateFactor("encoder/a")).isZero();
      float[] fusion = run.variables().get("fusion/output/kernel");
      float[] other = run.variables().get("encoder/b/hidden1/kernel");
      epoch(run, 4, 0.1, 0.6);
      assertThat(run.variables().get(KERNEL)).as("put back, then at rate 0").isEqualTo(best);
      assertThat(encoderOfA(run)).as("all of it").isEqualTo(allBest);
      assertThat(run.variables().get("fusion/output/kernel")).isNotEqualTo(fusion);
      assertThat(run.variables().get("encoder/b/hidden1/kernel")).isNotEqualTo(other);
      assertThat(run.method.rateFactor("encoder/a")).as("for good").isZero();
      assertThat(run.method.rateFactor("encoder/b")).isEqualTo(1);
      assertThat(run.method.rateFactor("fusion")).isEqualTo(1);
      assertThat(run.method.finished()).isFalse();
      epoch(run, 5, 0.1, 9);
      epoch(run, 6, 0.1, 9);
      assertThat(run.method.finished()).isTrue();
    }
  }

  @Test
  void aLossThatIsNoNumberSaysNothing() {
    try (StepRun run = new StepRun(2, MSES)) {
      epoch(run, 0, 1.0, 1.0);
      for (int epoch = 1; epoch < 6; epoch++) {
        epoch(run, epoch, Double.NaN, 0.5);
      }
      assertThat(run.method.rateFactor("encoder/a")).isEqualTo(1);
    }
  }

  @Test
  void aRestoredMsesGoesOnAsIfNeverStopped() {
    try (StepRun run = new StepRun(2, MSES);
        StepRun other = new StepRun(2, MSES)) {
      epoch(run, 0, 1.0, 1.0);
      epoch(run, 1, 2.0, Double.NaN);
      other.method.restore(run.method.state());
      assertThat(other.method.state()).isEqualTo(run.method.state());
      run.method.epochEnded(scores(3, 0.5));
      other.method.epochEnded(scores(3, 0.5));
      assertThat(other.method.state()).isEqualTo(run.method.state());
      assertThat(other.method.rateFactor("encoder/a")).isZero();
    }
  }

  /** Returns the values of every trained variable of the encoder; running means move on. */
  private static Map<String, String> encoderOfA(StepRun run) {
    Map<String, String> values = new TreeMap<>();
    run.variables()
        .forEach(
            (name, value) -> {
              if (name.startsWith("encoder/a/hidden1/")) {
                values.put(name, Arrays.toString(value));
              }
            });
    return values;
  }

  private static void epoch(StepRun run, int done, double lossOfA, double lossOfB) {
    run.startEpoch(done);
    run.step(done);
    run.method.epochEnded(scores(lossOfA, lossOfB));
  }

  private static EpochScores scores(double lossOfA, double lossOfB) {
    return new EpochScores(
        new ModalityScores(0.5, Map.of(), Map.of(), Map.of()),
        Optional.empty(),
        Map.of("fusion", 1.0, "a", lossOfA, "b", lossOfB));
  }
}
