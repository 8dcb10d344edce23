package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import miles.config.TrainingConfig;
import org.junit.jupiter.api.Test;

class PatienceTest {

  @Test
  void stopsAfterPatienceEpochsWithoutImprovement() {
    assertThat(stopsAfter(2, 0.0, 0.5, 0.6, 0.6, 0.55, 0.9)).isEqualTo(4);
  }

  @Test
  void everyImprovementStartsTheCountAnew() {
    assertThat(stopsAfter(2, 0.0, 0.5, 0.4, 0.6, 0.5, 0.7, 0.6, 0.8)).isZero();
  }

  @Test
  void aGainOfExactlyMinDeltaIsNoImprovement() {
    assertThat(stopsAfter(1, 0.25, 0.5, 0.75, 1.0)).isEqualTo(2);
    assertThat(stopsAfter(1, 0.25, 0.5, 0.76, 1.02)).isZero();
  }

  @Test
  void smallGainsThatAddUpCountAgainstTheLastImprovement() {
    assertThat(stopsAfter(3, 0.1, 0.5, 0.55, 0.59, 0.61, 0.62)).isZero();
    assertThat(stopsAfter(3, 0.1, 0.5, 0.55, 0.56, 0.57, 0.58)).isEqualTo(4);
  }

  @Test
  void patienceZeroStopsAtTheFirstEpochThatDoesNotImprove() {
    assertThat(stopsAfter(0, 0.0, 0.5, 0.6, 0.6)).isEqualTo(3);
  }

  @Test
  void neverStopsAfterTheFirstEpoch() {
    assertThat(stopsAfter(0, 0.0, Double.NaN)).isZero();
    assertThat(stopsAfter(0, 0.0, Double.NaN, Double.NaN)).isEqualTo(2);
  }

  @Test
  void aScoreThatIsNotANumberIsNoImprovement() {
    assertThat(stopsAfter(2, 0.0, 0.5, Double.NaN, Double.NaN)).isEqualTo(3);
  }

  /** Returns the epoch after which training stops; 0: it does not. */
  private static int stopsAfter(int patience, double minDelta, double... scores) {
    TrainingConfig.EarlyStopping config = new TrainingConfig.EarlyStopping(patience, minDelta);
    Patience state = Patience.FRESH;
    List<Integer> stops = new ArrayList<>();
    for (int epoch = 1; epoch <= scores.length; epoch++) {
      state = state.after(scores[epoch - 1], minDelta);
      if (state.exhausted(config, epoch)) {
        stops.add(epoch);
      }
    }
    return stops.isEmpty() ? 0 : stops.get(0);
  }
}
