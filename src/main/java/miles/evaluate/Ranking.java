package miles.evaluate;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The samples ordered by the probability of one class, against whether they have that class.
 *
 * <p>Both metrics treat samples of equal probability as one step, so the order of the samples does
 * not matter. Sorting dominates: O(n log n) time, 8 bytes a sample.
 */
final class Ranking {

  private final long[] ascending;
  private final long positives;

  private Ranking(long[] ascending, long positives) {
    this.ascending = ascending;
    this.positives = positives;
  }

  /** Ranks the samples by their probability of one class. */
  static Ranking of(Predictions predictions, int output) {
    long[] keys = new long[predictions.samples()];
    long positives = 0;
    for (int sample = 0; sample < keys.length; sample++) {
      int label = predictions.target(sample, output) == 1 ? 1 : 0;
      keys[sample] = (long) sortable(predictions.probability(sample, output)) << 1 | label;
      positives += label;
    }
    Arrays.sort(keys);
    return new Ranking(keys, positives);
  }

  /** Returns the AUROC of every class. */
  static DoubleStream aurocs(Predictions predictions) {
    return IntStream.range(0, predictions.outputs()).mapToDouble(c -> of(predictions, c).auroc());
  }

  /** Returns the average precision of every class. */
  static DoubleStream averagePrecisions(Predictions predictions) {
    return IntStream.range(0, predictions.outputs())
        .mapToDouble(c -> of(predictions, c).averagePrecision());
  }

  /**
   * Area under the ROC curve: the share of (positive, negative) pairs in which the positive has the
   * greater probability, ties counting half.
   *
   * @return 0 to 1; NaN unless there are both positives and negatives
   */
  double auroc() {
    long negatives = ascending.length - positives;
    if (positives == 0 || negatives == 0) {
      return Double.NaN;
    }
    long twiceWon = 0;
    long negativesBelow = 0;
    for (int start = 0, end; start < ascending.length; start = end) {
      end = endOfTie(start);
      long tiedPositives = positives(start, end);
      long tiedNegatives = end - start - tiedPositives;
      twiceWon += tiedPositives * (2 * negativesBelow + tiedNegatives);
      negativesBelow += tiedNegatives;
    }
    return twiceWon / (2.0 * positives * negatives);
  }

  /**
   * Average precision Σ_n (R_n − R_{n−1}) P_n over the distinct probabilities from the greatest to
   * the least, P_n and R_n the precision and recall of everything down to the n-th; not
   * interpolated, as in scikit-learn's average_precision_score.
   *
   * @return 0 to 1; NaN if there are no positives
   */
  double averagePrecision() {
    if (positives == 0) {
      return Double.NaN;
    }
    double sum = 0;
    long positivesAbove = positives;
    for (int start = 0, end; start < ascending.length; start = end) {
      end = endOfTie(start);
      long tied = positives(start, end);
      // Ascending, so everything from start on is what a threshold at this value selects.
      sum += tied * ((double) positivesAbove / (ascending.length - start));
      positivesAbove -= tied;
    }
    return sum / positives;
  }

  private int endOfTie(int start) {
    int end = start + 1;
    while (end < ascending.length && ascending[end] >> 1 == ascending[start] >> 1) {
      end++;
    }
    return end;
  }

  private long positives(int start, int end) {
    long count = 0;
    for (int i = start; i < end; i++) {
      count += ascending[i] & 1;
    }
    return count;
  }

  /** Maps floats to ints of the same order: the bits, those below the sign flipped if negative. */
  private static int sortable(float value) {
    int bits = Float.floatToIntBits(value + 0f); // + 0 turns −0 into 0, so that they tie
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
