package miles.data;

/**
 * Changes the sample rate of a sound by band-limited interpolation.
 *
 * <p>With L / M = the new rate / the old rate in lowest terms, output sample n is
 *
 * <pre>
 *   y[n] = Σ_i x[i] · h(n · M / L − i),   h(t) = f · sinc(f · t) · kaiser(t · s / Z),   t in old samples
 * </pre>
 *
 * with s = min(1, L / M), f = {@value #ROLLOFF} · s the cut-off as a share of half the old rate,
 * and a Kaiser window (β = {@value #BETA}) over Z = {@value #CROSSINGS} periods of the lower rate
 * on each side. Frequencies up to 0.82 of the lower of the two half rates pass unchanged; what lies
 * above that half rate is reduced by 90 dB. The weights of every output sample sum to 1. Before and
 * after the sound is silence. All in double precision with StrictMath, so that bits are the same on
 * every machine.
 *
 * <p>Source: J. O. Smith, "Digital Audio Resampling", CCRMA; J. F. Kaiser, "Nonrecursive Digital
 * Filter Design Using the I0-Sinh Window Function", 1974.
 */
final class Resampler {

  static final int CROSSINGS = 32;
  static final double ROLLOFF = 0.91;
  static final double BETA = 9.0;

  /** Weights kept in a table at most; a rarer ratio computes them for every sample. */
  private static final int TABLE_LIMIT = 1 << 20;

  private final int up;
  private final int down;
  private final double scale;
  private final int reach;
  private final double[][] table;

  /**
   * @param from the old rate, Hz
   * @param to the new rate, Hz
   */
  Resampler(int from, int to) {
    int divisor = gcd(from, to);
    up = to / divisor;
    down = from / divisor;
    scale = Math.min(1.0, (double) up / down);
    reach = (int) Math.ceil(CROSSINGS / scale);
    table = (long) up * 2 * reach <= TABLE_LIMIT ? new double[up][] : new double[0][];
    for (int phase = 0; phase < table.length; phase++) {
      table[phase] = weights(phase);
    }
  }

  /** Returns how many samples at the old rate are needed for some at the new rate. */
  long needed(int samples) {
    return (long) samples * down / up + reach + 1;
  }

  /** Returns the length of a sound at the new rate: ⌈length · L / M⌉. */
  long length(int samples) {
    return ((long) samples * up + down - 1) / down;
  }

  /**
   * Returns the sound at the new rate.
   *
   * @param sound samples at the old rate
   * @param most the greatest number of samples returned
   */
  float[] resample(float[] sound, int most) {
    float[] result = new float[(int) Math.min(most, length(sound.length))];
    for (int n = 0; n < result.length; n++) {
      long position = (long) n * down;
      int phase = (int) (position % up);
      int first = (int) (position / up) - reach + 1;
      double[] weights = table.length > 0 ? table[phase] : weights(phase);
      double sum = 0;
      int start = Math.max(0, -first);
      int end = Math.min(weights.length, sound.length - first);
      for (int i = start; i < end; i++) {
        sum += weights[i] * sound[first + i];
      }
      result[n] = (float) sum;
    }
    return result;
  }

  /** Returns the weights of the old samples ⌊t⌋ − reach + 1 … ⌊t⌋ + reach around t = phase / L. */
  private double[] weights(int phase) {
    double[] weights = new double[2 * reach];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      double distance = (double) phase / up - (i - reach + 1);
      weights[i] = sinc(ROLLOFF * scale * distance) * kaiser(distance * scale / CROSSINGS);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return weights;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : StrictMath.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double kaiser(double x) {
    return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double term = 1;
    double sum = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= (x / (2.0 * k)) * (x / (2.0 * k));
      sum += term;
    }
    return sum;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
