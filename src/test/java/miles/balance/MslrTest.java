package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.BalanceConfig.Source;
import miles.config.MslrConfig;
import miles.config.MslrConfig.Strategy;
import miles.evaluate.ModalityScores;
import org.junit.jupiter.api.Test;

class MslrTest {

  private static final Map<String, Double> WEIGHTS = Map.of("fusion", 1.0, "a", 1.0, "b", 1.0);

  @Test
  void keepHasConstantRatesWhateverTheScores() {
    Mslr mslr = mslr(Strategy.KEEP, Map.of("a", 0.1), 5);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertThat(mslr.rateFactor("encoder/a")).isEqualTo(0.1);
      assertThat(mslr.rateFactor("encoder/b")).isEqualTo(1);
      assertThat(mslr.rateFactor("fusion")).isEqualTo(1);
      assertThat(mslr.rateFactor("head/a")).isEqualTo(1);
      mslr.epochEnded(epoch(0.1 + epoch, 0.2));
    }
  }

  @Test
  void dynamicIsTheLastScoreOverTheMeanOfTheWindow() {
    Mslr mslr = mslr(Strategy.DYNAMIC, Map.of("a", 0.1), 3);
    assertThat(mslr.rateFactor("encoder/a")).as("before any score").isEqualTo(0.1);
    mslr.epochEnded(epoch(0.2, 0.5));
    assertThat(mslr.rateFactor("encoder/a")).isCloseTo(0.1, within(1e-12));
    mslr.epochEnded(epoch(0.4, 0.5));
    // 0.1 · 0.4 / mean(0.2, 0.4) = 0.1 · 4/3
    assertThat(mslr.rateFactor("encoder/a")).isCloseTo(0.4 / 3, within(1e-12));
    assertThat(mslr.rateFactor("encoder/b")).isCloseTo(1, within(1e-12));
    mslr.epochEnded(epoch(0.6, 0.2));
    // 0.1 · 0.6 / mean(0.2, 0.4, 0.6) = 0.15; 0.2 / mean(0.5, 0.5, 0.2) = 0.5
    assertThat(mslr.rateFactor("encoder/a")).isCloseTo(0.15, within(1e-12));
    assertThat(mslr.rateFactor("encoder/b")).isCloseTo(0.5, within(1e-12));
    mslr.epochEnded(epoch(0.8, 0.2));
    // The first epoch has left the window: 0.1 · 0.8 / mean(0.4, 0.6, 0.8) = 0.4 / 3
    assertThat(mslr.rateFactor("encoder/a")).isCloseTo(0.4 / 3, within(1e-12));
    assertThat(mslr.rateFactor("fusion")).isEqualTo(1);
  }

  @Test
  void scoresThatSayNothingLeaveTheConstantRate() {
    Mslr mslr = mslr(Strategy.DYNAMIC, Map.of("a", 0.1), 3);
    mslr.epochEnded(epoch(Double.NaN, 0));
    assertThat(mslr.rateFactor("encoder/a")).isEqualTo(0.1);
    assertThat(mslr.rateFactor("encoder/b")).isEqualTo(1);
  }

  @Test
  void aRestoredMslrGoesOnAsIfNeverStopped() {
    Mslr straight = mslr(Strategy.DYNAMIC, Map.of(), 3);
    straight.epochEnded(epoch(0.2, 0.5));
    straight.epochEnded(epoch(0.3, 0.1));
    Mslr resumed = mslr(Strategy.DYNAMIC, Map.of(), 3);
    resumed.restore(straight.state());
    straight.epochEnded(epoch(0.9, 0.4));
    resumed.epochEnded(epoch(0.9, 0.4));
    assertThat(resumed.state()).isEqualTo(straight.state());
    assertThat(resumed.rateFactor("encoder/a")).isEqualTo(straight.rateFactor("encoder/a"));
    Map<String, Object> others = Map.of("scores", Map.of("c", List.of(1.0)));
    assertThatThrownBy(() -> resumed.restore(others))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[c]");
  }

  private static Mslr mslr(Strategy strategy, Map<String, Double> factors, int window) {
    return new Mslr(
        WEIGHTS, new MslrConfig(strategy, factors, window, Source.HEADS), List.of("a", "b"));
  }

  private static EpochScores epoch(double a, double b) {
    Map<String, Double> heads = Map.of("a", a, "b", b);
    return new EpochScores(
        new ModalityScores(0.5, heads, Map.of("a", 9.0, "b", 9.0), Map.of()),
        Optional.empty(),
        Map.of());
  }
}
