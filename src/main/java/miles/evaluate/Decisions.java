package miles.evaluate;

import java.util.stream.IntStream;
import miles.config.TaskConfig.Kind;

/**
 * Right and wrong decisions counted by class, one class against the rest.
 *
 * <p>Classification decides for the most probable class, multi-label for every class whose
 * probability is greater than {@link Predictions#THRESHOLD}.
 */
final class Decisions {

  private final Kind kind;
  private final int samples;
  private final int[] truePositives;
  private final int[] falsePositives;
  private final int[] falseNegatives;
  private int exactSamples;

  private Decisions(Kind kind, int samples, int classes) {
    this.kind = kind;
    this.samples = samples;
    this.truePositives = new int[classes];
    this.falsePositives = new int[classes];
    this.falseNegatives = new int[classes];
  }

  /** Counts the decisions; not for regression. */
  static Decisions of(Predictions predictions) {
    Decisions decisions =
        new Decisions(predictions.kind(), predictions.samples(), predictions.outputs());
    for (int sample = 0; sample < predictions.samples(); sample++) {
      if (predictions.kind() == Kind.CLASSIFICATION) {
        decisions.count(predictions.targetClass(sample), predictions.predictedClass(sample));
      } else {
        decisions.countLabels(predictions, sample);
      }
    }
    return decisions;
  }

  private void count(int actual, int predicted) {
    if (actual == predicted) {
      truePositives[actual]++;
      exactSamples++;
    } else {
      falseNegatives[actual]++;
      falsePositives[predicted]++;
    }
  }

  private void countLabels(Predictions predictions, int sample) {
    boolean exact = true;
    for (int label = 0; label < predictions.outputs(); label++) {
      boolean actual = predictions.target(sample, label) == 1;
      boolean predicted = Predictions.isGiven(predictions.probability(sample, label));
      if (actual && predicted) {
        truePositives[label]++;
      } else if (actual) {
        falseNegatives[label]++;
      } else if (predicted) {
        falsePositives[label]++;
      }
      exact &= actual == predicted;
    }
    if (exact) {
      exactSamples++;
    }
  }

  /** Share of right samples; multi-label: share of right decisions over samples and labels. */
  double accuracy() {
    if (kind == Kind.CLASSIFICATION) {
      return subsetAccuracy();
    }
    long wrong = IntStream.of(falsePositives).asLongStream().sum();
    wrong += IntStream.of(falseNegatives).asLongStream().sum();
    long all = (long) samples * truePositives.length;
    return ratio(all - wrong, all);
  }

  /** Share of samples for which every decision is right. */
  double subsetAccuracy() {
    return ratio(exactSamples, samples);
  }

  /** Mean F1 of the classes that occur or are predicted. */
  double macroF1() {
    return MacroAverage.of(IntStream.range(0, truePositives.length).mapToDouble(this::f1));
  }

  /** tp / (tp + fp); NaN if the class is never predicted. */
  double precision(int c) {
    return ratio(truePositives[c], truePositives[c] + falsePositives[c]);
  }

  /** tp / (tp + fn); NaN if the class never occurs. */
  double recall(int c) {
    return ratio(truePositives[c], support(c));
  }

  /** 2 tp / (2 tp + fp + fn); NaN if the class neither occurs nor is predicted. */
  double f1(int c) {
    long twice = 2L * truePositives[c];
    return ratio(twice, twice + falsePositives[c] + falseNegatives[c]);
  }

  /** Number of samples that have the class. */
  int support(int c) {
    return truePositives[c] + falseNegatives[c];
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? Double.NaN : (double) part / whole;
  }
}
