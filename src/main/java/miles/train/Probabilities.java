package miles.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model says of some samples, by the name of the prediction: {@code full}, {@code head/<m>},
 * {@code only/<m>}, {@code without/<m>}, {@code subset/<a>-and-<b>}.
 *
 * @param samples number of samples
 * @param outputs values of one sample: classes, or 1 for regression
 * @param byName flat row-major arrays {@code [samples, outputs]}: probabilities, or the number
 *     itself for regression; not to be changed
 */
public record Probabilities(int samples, int outputs, Map<String, float[]> byName) {

  public Probabilities {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /**
   * Returns one prediction's array.
   *
   * @throws IllegalArgumentException if it was not asked for
   */
  public float[] of(String prediction) {
    float[] values = byName.get(prediction);
    if (values == null) {
      throw new IllegalArgumentException(
          "no prediction %s among %s".formatted(prediction, byName.keySet()));
    }
    return values;
  }

  /** Returns whether every value is a finite number. */
  boolean finite() {
    for (float[] values : byName.values()) {
      for (float value : values) {
        if (!Float.isFinite(value)) {
          return false;
        }
      }
    }
    return true;
  }
}
