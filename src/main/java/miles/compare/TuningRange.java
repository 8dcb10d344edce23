package miles.compare;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;

/**
 * Where a random search draws a key's values from.
 *
 * @param key the key of the run file
 * @param low the least value
 * @param high the largest value
 * @param scale how values are spread between them
 */
public record TuningRange(String key, double low, double high, Scale scale) {

  private static final MathContext DIGITS = new MathContext(3);

  /** How values are spread. */
  public enum Scale {
    /** Evenly. */
    LINEAR,
    /** Evenly in the logarithm. */
    LOGARITHMIC,
    /** Evenly over the whole numbers. */
    WHOLE
  }

  public TuningRange {
    if (!(low < high) || (scale == Scale.LOGARITHMIC && low <= 0)) {
      throw new IllegalArgumentException("%s: no range from %s to %s".formatted(key, low, high));
    }
  }

  /**
   * Returns the value of a trial, to three digits: the same for every method that has the range.
   */
  String draw(long seed, int trial) {
    long mixed = seed * 0x9E3779B97F4A7C15L + trial * 0xBF58476D1CE4E5B9L + key.hashCode();
    return at(new SplittableRandom(mixed).nextDouble());
  }

  /** Returns the value at a share of the way from low to high, in [0, 1). */
  String at(double share) {
    return switch (scale) {
      case LINEAR -> rounded(low + share * (high - low));
      case LOGARITHMIC -> rounded(low * StrictMath.pow(high / low, share));
      case WHOLE -> Long.toString((long) (low + Math.floor(share * (high - low + 1))));
    };
  }

  private static String rounded(double value) {
    return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
  }
}
