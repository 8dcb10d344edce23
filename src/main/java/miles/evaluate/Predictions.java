package miles.evaluate;

import miles.config.TaskConfig.Kind;

/**
 * Predictions and targets of some samples, as flat row-major arrays {@code [samples, outputs]
 * float32}.
 *
 * <p>The arrays are kept, not copied: whoever made them must not change them afterwards.
 */
public final class Predictions {

  /** A label is given when its probability is greater than this; multi-label tasks only. */
  public static final float THRESHOLD = 0.5f;

  /** Returns whether a label of this probability is given; multi-label tasks only. */
  public static boolean isGiven(float probability) {
    return probability > THRESHOLD;
  }

  /**
   * Returns which of some values is the greatest, the first of them on a tie.
   *
   * @param first where they begin
   * @param count how many, at least 1
   * @return 0 … count − 1
   */
  public static int greatest(float[] values, int first, int count) {
    int best = first;
    for (int i = first + 1; i < first + count; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best - first;
  }

  private final Kind kind;
  private final int outputs;
  private final float[] probabilities;
  private final float[] targets;

  /**
   * @param kind what is predicted
   * @param outputs values of one sample: classes, or 1 for regression
   * @param probabilities {@code [samples, outputs]}: probabilities, or the predicted number itself
   * @param targets {@code [samples, outputs]}: one-hot, multi-hot, or the number itself
   * @throws IllegalArgumentException if the lengths do not fit, a prediction is not finite, or a
   *     target is not of its kind
   */
  public Predictions(Kind kind, int outputs, float[] probabilities, float[] targets) {
    if (outputs < 1 || (kind == Kind.REGRESSION && outputs != 1)) {
      throw new IllegalArgumentException(
          "outputs: %d does not go with %s; regression has 1, the others at least 1"
              .formatted(outputs, kind));
    }
    if (probabilities.length != targets.length || targets.length % outputs != 0) {
      throw new IllegalArgumentException(
          "%d predicted values and %d target values are not rows of %d outputs"
              .formatted(probabilities.length, targets.length, outputs));
    }
    this.kind = kind;
    this.outputs = outputs;
    this.probabilities = probabilities;
    this.targets = targets;
    checkValues();
  }

  /** Returns what is predicted. */
  public Kind kind() {
    return kind;
  }

  /** Returns the number of values of one sample. */
  public int outputs() {
    return outputs;
  }

  /** Returns the number of samples; may be 0. */
  public int samples() {
    return targets.length / outputs;
  }

  /** Returns one predicted value. */
  float probability(int sample, int output) {
    return probabilities[sample * outputs + output];
  }

  /** Returns one target value. */
  float target(int sample, int output) {
    return targets[sample * outputs + output];
  }

  /** Returns the class of greatest probability; the first of them on a tie. */
  int predictedClass(int sample) {
    return greatest(probabilities, sample * outputs, outputs);
  }

  /** Returns the class that the one-hot target names. */
  int targetClass(int sample) {
    return greatest(targets, sample * outputs, outputs);
  }

  private void checkValues() {
    for (int i = 0; i < targets.length; i++) {
      if (!Float.isFinite(probabilities[i])) {
        throw invalid("prediction", i, probabilities[i], "finite numbers: the model has diverged");
      }
      boolean allowed =
          kind == Kind.REGRESSION ? Float.isFinite(targets[i]) : targets[i] == 0 || targets[i] == 1;
      if (!allowed) {
        throw invalid(
            "target", i, targets[i], kind == Kind.REGRESSION ? "finite numbers" : "0 and 1");
      }
    }
    if (kind == Kind.CLASSIFICATION) {
      checkOneHot();
    }
  }

  private void checkOneHot() {
    for (int sample = 0; sample < samples(); sample++) {
      float labels = 0;
      for (int output = 0; output < outputs; output++) {
        labels += target(sample, output);
      }
      if (labels != 1) {
        throw new IllegalArgumentException(
            "target of sample %d has %.0f classes; allowed: exactly one".formatted(sample, labels));
      }
    }
  }

  private IllegalArgumentException invalid(String what, int index, float value, String allowed) {
    return new IllegalArgumentException(
        "%s of sample %d, output %d is %s; allowed: %s"
            .formatted(what, index / outputs, index % outputs, value, allowed));
  }
}
