package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ScoredEpochTest {

  @Test
  void ofEqualScoresTheFirstEpochIsKept() {
    assertThat(best(0.5, 0.7, 0.7)).isEqualTo(2);
  }

  @Test
  void theFirstEpochIsTheBestEvenWithoutAScore() {
    assertThat(best(Double.NaN)).isEqualTo(1);
  }

  @Test
  void aScoreWinsAgainstNone() {
    assertThat(best(Double.NaN, Double.NaN, -3.0)).isEqualTo(3);
  }

  @Test
  void aScoreThatIsNotANumberNeverWins() {
    assertThat(best(0.5, Double.NaN)).isEqualTo(1);
  }

  private static int best(double... scores) {
    ScoredEpoch best = ScoredEpoch.NONE;
    for (int epoch = 1; epoch <= scores.length; epoch++) {
      best = best.orBetter(new ScoredEpoch(epoch, scores[epoch - 1], Map.of()));
    }
    return best.epoch();
  }
}
