package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedDifferenceTest {

  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
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

    // Φ(−√(5/4) · 2.776) = 0.00096: the third least and the third largest of 3,125.
    assertThat(paired.low()).isCloseTo(means[2], within(0.002));
    assertThat(paired.high()).isCloseTo(means[means.length - 3], within(0.002));
    assertThat(paired.low()).isBetween(-0.02, -0.01);
    assertThat(paired.high()).isBetween(0.07, 0.08);
  }

  /** Φ(−√(n / (n − 1)) · t) with t = 2.776, 2.262, 2.093, 2.001 from a printed table. */
  @ParameterizedTest
  @CsvSource({"5, 0.00096", "10, 0.00855", "20, 0.01588", "60, 0.02180"})
  void tailsAreThoseOfTheFormula(int count, double tail) {
    assertThat(PairedDifference.tail(count)).isCloseTo(tail, within(0.00002));
  }

  /** Of 1,500 pairs of equal methods with normal scores: what docs/compare.md says of 100. */
  @Test
  void equalMethodsAreMarkedHalfAsOftenAsByPlainPercentiles() {
    SplittableRandom random = new SplittableRandom(7);
    int marked = 0;
    int plain = 0;
    for (int i = 0; i < 1500; i++) {
      double[] scores = random.doubles(5).map(NORMAL::inverseCumulativeProbability).toArray();
      marked += PairedDifference.of(scores, ZEROS, i).isMarked() ? 1 : 0;
      plain += PairedDifference.of(scores, ZEROS, i, count -> 0.025).isMarked() ? 1 : 0;
    }
    assertThat(marked).isBetween(85, 145);
    assertThat(plain).isBetween(205, 285);
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
