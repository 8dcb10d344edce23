package miles.data;

import java.util.Arrays;

/**
 * The triangular filters that gather the bins of a spectrum into mel bands.
 *
 * <p>HTK's scale, mel(f) = 1127 · ln(1 + f / 700) with f in Hz: the corners of band b are the
 * points b, b + 1, b + 2 of bands + 2 points that are equally far apart in mel from lowHz to
 * highHz. A filter rises linearly in mel from 0 to 1 and falls to 0 again, and is not normalised by
 * its area. Bin 0, the constant part, counts in no band. The matrix is that of {@code
 * tf.signal.linear_to_mel_weight_matrix}.
 *
 * <p>Source: S. Young and others, "The HTK Book", section 5.6, for the scale and the filters.
 */
final class MelFilterbank {

  private MelFilterbank() {}

  /**
   * Returns the weights {@code [bins, bands]}.
   *
   * @param bins bins of the spectrum, from 0 Hz to half of the sample rate
   * @param sampleRate Hz
   * @param bands mel bands
   * @param lowHz lower edge of the lowest band
   * @param highHz upper edge of the highest band
   */
  static float[][] weights(int bins, int sampleRate, int bands, double lowHz, double highHz) {
    double low = mel(lowHz);
    double step = (mel(highHz) - low) / (bands + 1);
    float[][] weights = new float[bins][bands];
    for (int bin = 1; bin < bins; bin++) {
      double position = (mel(sampleRate / 2.0 * bin / (bins - 1)) - low) / step;
      for (int band = 0; band < bands; band++) {
        weights[bin][band] = (float) Math.max(0, 1 - Math.abs(position - (band + 1)));
      }
    }
    return weights;
  }

  /** Returns the number of bands that no bin reaches, because they are narrower than a bin. */
  static int empty(float[][] weights) {
    int empty = 0;
    for (int band = 0; band < weights[0].length; band++) {
      int column = band;
      if (Arrays.stream(weights).noneMatch(row -> row[column] > 0)) {
        empty++;
      }
    }
    return empty;
  }

  private static double mel(double hertz) {
    return 1127.0 * StrictMath.log1p(hertz / 700.0);
  }
}
