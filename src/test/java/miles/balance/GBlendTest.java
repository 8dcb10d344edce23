package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import miles.config.GBlendConfig;
import miles.config.GBlendConfig.Mode;
import org.junit.jupiter.api.Test;
import org.tensorflow.op.Op;

class GBlendTest {

  private static final List<String> LOSSES = List.of("fusion", "a", "b");

  /** Answers trials and remembers what was asked. */
  private static final class Trials implements Workbench {
    final List<Map<String, Double>> asked = new ArrayList<>();
    final List<Integer> epochs = new ArrayList<>();
    private final Function<Map<String, Double>, Trial> answer;

    Trials(Function<Map<String, Double>, Trial> answer) {
      this.answer = answer;
    }

    @Override
    public void run(Op operation) {
      throw new AssertionError("no operation is needed");
    }

    @Override
    public void runOverTrainingSplit(Op operation) {
      throw new AssertionError("no operation is needed");
    }

    @Override
    public Trial trial(Map<String, Double> lossWeights, int trained) {
      epochs.add(trained);
      asked.add(lossWeights);
      return answer.apply(lossWeights);
    }
  }

  /**
   * Fusion: G = 2 − 1.5 = 0.5, O = (1.5 − 0.7) − (2 − 1.9) = 0.7. Head a: G = 2 − 1.2 = 0.8, O =
   * (1.2 − 0.8) − (2 − 2) = 0.4. Head b got worse: G is clipped to 0.
   */
  private static Workbench.Trial trial(Map<String, Double> weights) {
    boolean fused = weights.get("fusion") == 1;
    return new Workbench.Trial(
        losses(fused ? 1.9 : 9, fused ? 2 : 9, fused ? 9 : 2, fused ? 9 : 2),
        losses(fused ? 0.7 : 9, fused ? 1.5 : 9, fused ? 9 : 0.8, fused ? 9 : 1.2));
  }

  private static Workbench.SplitLosses losses(
      double train, double validation, double a, double va) {
    return new Workbench.SplitLosses(
        Map.of("fusion", train, "a", a, "b", 1.0),
        Map.of("fusion", validation, "a", va, "b", 3.0 - a));
  }

  @Test
  void weightsFollowGeneralisationOverSquaredOverfitting() {
    GBlend method = new GBlend(LOSSES, new GBlendConfig(Mode.ONLINE, 3), 7);
    assertThat(method.lossWeights()).containsEntry("a", 1.0 / 3);
    Trials trials = new Trials(GBlendTest::trial);
    method.epochStarting(0, trials);

    assertThat(trials.asked)
        .containsExactly(
            Map.of("fusion", 1.0, "a", 0.0, "b", 0.0), Map.of("fusion", 0.0, "a", 1.0, "b", 1.0));
    double fusion = 0.5 / 0.49;
    double a = 0.8 / 0.16;
    Map<String, Double> weights = method.lossWeights();
    assertThat(weights.get("fusion")).isCloseTo(fusion / (fusion + a), within(1e-12));
    assertThat(weights.get("a")).isCloseTo(a / (fusion + a), within(1e-12));
    assertThat(weights.get("b")).isZero();
  }

  @Test
  void onlineMeasuresBeforeEverySuperEpochAndOfflineOnceOverTheWholeRun() {
    for (Mode mode : Mode.values()) {
      GBlend method = new GBlend(LOSSES, new GBlendConfig(mode, 3), 7);
      Trials trials = new Trials(GBlendTest::trial);
      for (int done = 0; done < 7; done++) {
        method.epochStarting(done, trials);
      }
      // Of the seven epochs, one is left for the third super-epoch.
      assertThat(trials.epochs)
          .isEqualTo(mode == Mode.ONLINE ? List.of(3, 3, 3, 3, 1, 1) : List.of(7, 7));
    }
  }

  @Test
  void ifNothingGeneralisesTheWeightsStay() {
    GBlend method = new GBlend(LOSSES, new GBlendConfig(Mode.ONLINE, 3), 7);
    Map<String, Double> before = method.lossWeights();
    Workbench.SplitLosses same = losses(1, 1, 1, 1);
    method.epochStarting(0, new Trials(weights -> new Workbench.Trial(same, same)));
    assertThat(method.lossWeights()).isEqualTo(before);
    Workbench.SplitLosses broken = losses(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    method.epochStarting(0, new Trials(weights -> new Workbench.Trial(same, broken)));
    assertThat(method.lossWeights()).isEqualTo(before);
  }

  @Test
  void hardlyAnyOverfittingCountsAsTheLeast() {
    Workbench.SplitLosses before = losses(2, 2, 2, 2);
    Workbench.SplitLosses after = losses(1.5, 1.5, 2, 2);
    assertThat(GBlend.value(new Workbench.Trial(before, after), "fusion"))
        .isCloseTo(0.5 / 1e-6, within(1e-6));
  }

  @Test
  void aRestoredMethodHasTheWeightsThatWereMeasured() {
    GBlend measured = new GBlend(LOSSES, new GBlendConfig(Mode.OFFLINE, 3), 7);
    measured.epochStarting(0, new Trials(GBlendTest::trial));
    GBlend resumed = new GBlend(LOSSES, new GBlendConfig(Mode.OFFLINE, 3), 7);
    resumed.restore(measured.state());
    assertThat(resumed.lossWeights()).isEqualTo(measured.lossWeights());
  }
}
