package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BestEpochTest {

  @Test
  void ofEqualScoresTheFirstEpochIsKept() {
    assertThat(BestEpoch.NONE.or(1, 0.5).or(2, 0.7).or(3, 0.7)).isEqualTo(new BestEpoch(2, 0.7));
  }

  @Test
  void theFirstEpochIsTheBestEvenWithoutAScore() {
    BestEpoch first = BestEpoch.NONE.or(1, Double.NaN);
    assertThat(first.epoch()).isEqualTo(1);
    assertThat(first.or(2, Double.NaN)).isEqualTo(first);
    assertThat(first.or(2, -3.0)).isEqualTo(new BestEpoch(2, -3.0));
  }

  @Test
  void aScoreThatIsNotANumberNeverWins() {
    assertThat(BestEpoch.NONE.or(1, 0.5).or(2, Double.NaN)).isEqualTo(new BestEpoch(1, 0.5));
  }
}
