package miles.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import miles.config.TaskConfig;

/**
 * What is to be predicted for each row: one-hot, multi-hot, or a number. Classes are kept as
 * indices, so that many classes cost no memory.
 */
final class Targets {

  private final int outputs;
  private final int[][] classes;
  private final float[] numbers;

  Targets(List<Sample> samples, Preprocessing preprocessing) {
    outputs = preprocessing.outputs();
    boolean regression = preprocessing.task() == TaskConfig.Kind.REGRESSION;
    numbers = new float[regression ? samples.size() : 0];
    classes = new int[regression ? 0 : samples.size()][];
    Map<String, Integer> indices = new HashMap<>();
    for (int i = 0; i < preprocessing.classes().size(); i++) {
      indices.put(preprocessing.classes().get(i), i);
    }
    for (int row = 0; row < samples.size(); row++) {
      String label = samples.get(row).label();
      if (regression) {
        numbers[row] = Float.parseFloat(label);
      } else {
        classes[row] =
            Labels.names(preprocessing.task(), label).stream().mapToInt(indices::get).toArray();
      }
    }
  }

  /** Writes the row's target, one value an output. */
  void read(int row, float[] into, int offset) {
    if (numbers.length > 0) {
      into[offset] = numbers[row];
      return;
    }
    Arrays.fill(into, offset, offset + outputs, 0f);
    for (int index : classes[row]) {
      into[offset + index] = 1f;
    }
  }
}
