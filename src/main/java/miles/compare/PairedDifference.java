package miles.compare;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * How much one variant is better than another, seed by seed.
 *
 * <p>The interval is the expanded percentile bootstrap's: the seeds' differences are drawn with
 * replacement {@value #RESAMPLES} times, and of the draws' means two quantiles are taken. Those of
 * 2.5 % and 97.5 % would be too narrow for few seeds, for the draws vary by (n − 1) / n of the
 * variance and know nothing of its own uncertainty. They are moved out to what Student's interval
 * makes of both:
 *
 * <pre>{@code
 * tail = Φ(−√(n / (n − 1)) · t),   t the 97.5 % quantile of Student's t with n − 1 degrees of freedom
 * }</pre>
 *
 * Source: T. Hesterberg, "What Teachers Should Know about the Bootstrap", The American Statistician
 * 69, 2015 (arXiv 1411.5279).
 *
 * @param count seeds that both variants have
 * @param mean the mean difference; NaN without a seed
 * @param low the lower end of the 95 % interval; NaN below two seeds
 * @param high its upper end
 * @param wins seeds at which the variant is better: the difference is greater than 0, or less of a
 *     measure of which less is better
 * @param ties seeds at which it is 0
 */
public record PairedDifference(
    int count, double mean, double low, double high, int wins, int ties) {

  /** Below this number of seeds an interval is rough, for few different samples can be drawn. */
  public static final int FEW = 5;

  static final int RESAMPLES = 10_000;

  private static final double TAIL = 0.025;
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /**
   * Compares scores.
   *
   * @param scores a variant's score at every seed
   * @param baseline the other variant's at the same seeds; a pair with a NaN is left out
   * @param seed the seed of the resampling
   * @throws IllegalArgumentException if the lengths differ
   */
  static PairedDifference of(double[] scores, double[] baseline, long seed) {
    return of(scores, baseline, seed, PairedDifference::tail);
  }

  /** With another share of the draws' means that is left out at either end. */
  static PairedDifference of(
      double[] scores, double[] baseline, long seed, IntToDoubleFunction tails) {
    if (scores.length != baseline.length) {
      throw new IllegalArgumentException(
          "%d scores against %d".formatted(scores.length, baseline.length));
    }
    double[] all = new double[scores.length];
    Arrays.setAll(all, i -> scores[i] - baseline[i]);
    double[] differences = Arrays.stream(all).filter(Double::isFinite).toArray();
    double[] means = resampledMeans(differences, new SplittableRandom(seed));
    double tail = differences.length < 2 ? Double.NaN : tails.applyAsDouble(differences.length);
    return new PairedDifference(
        differences.length,
        Arrays.stream(differences).average().orElse(Double.NaN),
        quantile(means, tail),
        quantile(means, 1 - tail),
        (int) Arrays.stream(differences).filter(difference -> difference > 0).count(),
        (int) Arrays.stream(differences).filter(difference -> difference == 0).count());
  }

  /** Returns the same difference in a measure of which less is better. */
  PairedDifference wonByLess() {
    return new PairedDifference(count, mean, low, high, count - wins - ties, ties);
  }

  /** Returns whether the interval does not contain 0. */
  public boolean excludesZero() {
    return low > 0 || high < 0;
  }

  /**
   * Returns whether the difference may be called one: the interval excludes 0, and there are at
   * least {@value #FEW} seeds. With fewer it excludes 0 whenever all seeds agree, which happens by
   * chance too often.
   */
  public boolean isMarked() {
    return count >= FEW && excludesZero();
  }

  /** Returns the share of the draws' means that is left out at either end. */
  static double tail(int count) {
    double quantile = TDistribution.of(count - 1).inverseSurvivalProbability(TAIL);
    return NORMAL.cumulativeProbability(-Math.sqrt(count / (count - 1.0)) * quantile);
  }

  private static double[] resampledMeans(double[] differences, SplittableRandom random) {
    int count = differences.length;
    double[] means = new double[count < 2 ? 0 : RESAMPLES];
    for (int draw = 0; draw < means.length; draw++) {
      double sum = 0;
      for (int i = 0; i < count; i++) {
        sum += differences[random.nextInt(count)];
      }
      means[draw] = sum / count;
    }
    Arrays.sort(means);
    return means;
  }

  /** Returns the least value that is not exceeded by a share of the sorted values. */
  private static double quantile(double[] sorted, double share) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
  }
}
