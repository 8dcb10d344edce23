package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PairedDifferenceTest {

  private static final double[] ZEROS = new double[5];

  @Test
  void meanWinsAndTiesAreThoseOfTheSeeds() {
    PairedDifference paired =
        PairedDifference.of(
            new double[] {0.9, 0.8, 0.7, 0.6, 0.5}, new double[] {0.8, 0.8, 0.8, 0.5, 0.1}, 1);

    assertThat(paired.count()).isEqualTo(5);
    assertThat(paired.mean()).isCloseTo(0.1, within(1e-12));
    assertThat(paired.wins()).isEqualTo(3);
    assertThat(paired.ties()).isEqualTo(1);
  }

  /** Of two seeds the mean is either difference with probability 1/4, their middle with 1/2. */
  @Test
  void intervalOfTwoSeedsIsFromOneToTheOther() {
    PairedDifference paired = PairedDifference.of(new double[] {0.3, 0.1}, new double[] {0, 0}, 1);

    assertThat(paired.low()).isEqualTo(0.1);
    assertThat(paired.high()).isEqualTo(0.3);
    assertThat(paired.excludesZero()).isTrue();
    assertThat(paired.isMarked()).as("two seeds mark nothing").isFalse();
  }

  /** All 5⁵ samples, each as likely as any other, instead of some drawn by chance. */
  @Test
  void intervalIsThatOfEverySampleWithReplacement() {
    double[] differences = {-0.02, 0.01, 0.03, 0.045, 0.08};
    double[] means = new double[3125];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      for (int at = i, j = 0; j < 5; j++, at /= 5) {
        sum += differences[at % 5];
      }
      means[i] = sum / 5;
    }
    Arrays.sort(means);

    PairedDifference paired = PairedDifference.of(differences, ZEROS, 3);

    assertThat(paired.low()).isCloseTo(means[(int) (0.025 * means.length)], within(0.002));
    assertThat(paired.high()).isCloseTo(means[(int) (0.975 * means.length)], within(0.002));
    assertThat(paired.low()).isBetween(-0.01, 0.01);
    assertThat(paired.high()).isBetween(0.05, 0.07);
  }

  @Test
  void fiveSeedsThatAgreeAreMarkedAndThoseThatDoNotAreNot() {
    double[] agreeing = {0.01, 0.02, 0.02, 0.03, 0.01};
    double[] not = {0.01, -0.02, 0.02, 0.03, -0.03};
    assertThat(PairedDifference.of(agreeing, ZEROS, 1).isMarked()).isTrue();
    assertThat(PairedDifference.of(ZEROS, agreeing, 1).isMarked()).isTrue();
    assertThat(PairedDifference.of(not, ZEROS, 1).isMarked()).isFalse();
    assertThat(PairedDifference.of(ZEROS, ZEROS, 1).isMarked()).isFalse();
  }

  @Test
  void sameSeedGivesTheSameIntervalAndAnotherAnother() {
    double[] scores = {0.011, 0.022, -0.013, 0.034, 0.015};
    assertThat(PairedDifference.of(scores, ZEROS, 1))
        .isEqualTo(PairedDifference.of(scores, ZEROS, 1));
    assertThat(PairedDifference.of(scores, ZEROS, 1).mean())
        .isEqualTo(PairedDifference.of(scores, ZEROS, 2).mean());
  }

  @Test
  void aSeedThatOneOfThemLacksCountsForNeither() {
    PairedDifference paired =
        PairedDifference.of(
            new double[] {0.5, Double.NaN, 0.7}, new double[] {0.4, 0.1, Double.NaN}, 1);

    assertThat(paired.count()).isEqualTo(1);
    assertThat(paired.mean()).isCloseTo(0.1, within(1e-12));
    assertThat(paired.low()).as("no interval of one seed").isNaN();
    assertThat(paired.excludesZero()).isFalse();
    assertThatThrownBy(() -> PairedDifference.of(ZEROS, new double[2], 1))
        .hasMessage("5 scores against 2");
  }

  @Test
  void spreadIsThatOfASample() {
    Spread spread = Spread.of(2, 4, Double.NaN, 9);

    assertThat(spread.count()).isEqualTo(3);
    assertThat(spread.mean()).isEqualTo(5);
    assertThat(spread.deviation()).isEqualTo(Math.sqrt(13));
    assertThat(Spread.of(3).deviation()).isNaN();
    assertThat(Spread.of().mean()).isNaN();
  }
}
