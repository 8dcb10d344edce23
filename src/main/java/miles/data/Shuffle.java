package miles.data;

/**
 * The order of samples in an epoch, computed from seed and epoch alone.
 *
 * <p>There is no state: a resumed run finds the order of its epoch again. The order is the
 * Fisher–Yates shuffle (Durstenfeld's form, from the last index down) of 0 … size − 1. Its random
 * numbers are those of SplitMix64, started at mix(mix(seed) + epoch), so that neighbouring seeds
 * and epochs give unrelated orders. A number below n is the high half of the 128-bit product of n
 * and 64 random bits; its bias is below n / 2⁶⁴. All of it is written out here, so that no library
 * can change it.
 *
 * <p>Source: G. Steele, D. Lea, C. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
 * 2014, for SplitMix64; D. Lemire, "Fast Random Integer Generation in an Interval", 2019, for the
 * numbers below n.
 */
public final class Shuffle {

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Shuffle() {}

  /**
   * Returns a permutation of 0 … size − 1.
   *
   * @param seed the run's seed
   * @param epoch the epoch, from 0 or 1
   * @param size the number of samples, at least 0
   */
  public static int[] order(long seed, int epoch, int size) {
    long state = mix(mix(seed) + epoch);
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int last = size - 1; last > 0; last--) {
      state += GOLDEN_GAMMA;
      int other = (int) below(mix(state), last + 1L);
      int value = order[last];
      order[last] = order[other];
      order[other] = value;
    }
    return order;
  }

  /** Returns ⌊bits · n / 2⁶⁴⌋ with bits read as unsigned. */
  private static long below(long bits, long n) {
    return Math.multiplyHigh(bits, n) + ((bits >> 63) & n);
  }

  /** The output function of SplitMix64. */
  private static long mix(long bits) {
    long mixed = bits;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
