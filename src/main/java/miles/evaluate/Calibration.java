package miles.evaluate;

import java.util.ArrayList;
import java.util.List;
import miles.config.TaskConfig.Kind;

/**
 * How far confidence can be believed: predictions are sorted into {@value #BINS} bins of equal
 * width by their confidence, and in every bin the mean confidence is set beside the share that was
 * right.
 *
 * <pre>{@code ECE = Σ_b n_b / n · |accuracy_b − confidence_b|}</pre>
 *
 * <p>The confidence of a classification is the probability of its most probable class, and right is
 * a sample of that class. A multi-label task has one confidence a sample and label, the label's
 * probability, and right is a sample that has the label. Source: arXiv 1706.04599, Eq. 3.
 *
 * @param expectedError ECE, 0 … 1; NaN without samples
 * @param bins the bins that are not empty, by rising confidence
 */
public record Calibration(double expectedError, List<Bin> bins) {

  /** The number of bins, as in the source. */
  public static final int BINS = 15;

  /**
   * One bin: confidences greater than {@code low} (the first bin: not less) up to {@code high}.
   *
   * @param low its lower end
   * @param high its upper end
   * @param count predictions in it, at least 1
   * @param confidence their mean confidence
   * @param accuracy the share of them that was right
   */
  public record Bin(double low, double high, int count, double confidence, double accuracy) {}

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * Measures a classification or multi-label task.
   *
   * @throws IllegalArgumentException for regression, which has no confidence
   */
  static Calibration of(Predictions predictions) {
    if (predictions.kind() == Kind.REGRESSION) {
      throw new IllegalArgumentException(
          "no calibration for regression; allowed: classification, multi-label");
    }
    Tally tally = new Tally();
    for (int sample = 0; sample < predictions.samples(); sample++) {
      if (predictions.kind() == Kind.CLASSIFICATION) {
        int predicted = predictions.predictedClass(sample);
        tally.add(
            predictions.probability(sample, predicted),
            predicted == predictions.targetClass(sample));
      } else {
        for (int label = 0; label < predictions.outputs(); label++) {
          tally.add(predictions.probability(sample, label), predictions.target(sample, label) == 1);
        }
      }
    }
    return tally.calibration();
  }

  private static final class Tally {

    private final int[] counts = new int[BINS];
    private final int[] right = new int[BINS];
    private final double[] confidences = new double[BINS];

    void add(double confidence, boolean isRight) {
      int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1));
      counts[bin]++;
      confidences[bin] += confidence;
      right[bin] += isRight ? 1 : 0;
    }

    Calibration calibration() {
      List<Bin> bins = new ArrayList<>();
      double error = 0;
      int all = 0;
      for (int b = 0; b < BINS; b++) {
        if (counts[b] > 0) {
          double confidence = confidences[b] / counts[b];
          double accuracy = (double) right[b] / counts[b];
          double low = (double) b / BINS;
          bins.add(new Bin(low, (b + 1.0) / BINS, counts[b], confidence, accuracy));
          error += Math.abs(right[b] - confidences[b]);
          all += counts[b];
        }
      }
      return new Calibration(all == 0 ? Double.NaN : error / all, bins);
    }
  }
}
