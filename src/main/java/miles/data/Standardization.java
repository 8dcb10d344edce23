package miles.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.types.TFloat32;

/**
 * Column means and standard deviations, accumulated row by row.
 *
 * <p>Welford's update in double precision: stable for columns whose mean is large beside their
 * deviation. The deviation is that of the population (divided by the number of values).
 */
final class Standardization {

  private final long[] counts;
  private final double[] means;
  private final double[] squares;
  private final float[] least;
  private final float[] greatest;

  Standardization(int columns) {
    counts = new long[columns];
    means = new double[columns];
    squares = new double[columns];
    least = new float[columns];
    greatest = new float[columns];
  }

  /** Adds a row: one value of every column; NaN is missing and counts nothing. */
  void addRow(float[] values, int from) {
    for (int column = 0; column < counts.length; column++) {
      add(column, values[from + column]);
    }
  }

  private void add(int column, float value) {
    if (Float.isNaN(value)) {
      return;
    }
    boolean first = counts[column]++ == 0;
    least[column] = first ? value : Math.min(least[column], value);
    greatest[column] = first ? value : Math.max(greatest[column], value);
    double change = value - means[column];
    means[column] += change / counts[column];
    squares[column] += change * (value - means[column]);
  }

  /** Returns the number of values in a column. */
  long count(int column) {
    return counts[column];
  }

  /** Returns whether the distance of every value to its column's mean is a finite float. */
  boolean isFinite(int column) {
    float mean = (float) means[column];
    return Float.isFinite(greatest[column] - mean) && Float.isFinite(least[column] - mean);
  }

  /** Returns the means; 0 for a column without values. */
  List<Float> means() {
    List<Float> result = new ArrayList<>();
    for (double mean : means) {
      result.add((float) mean);
    }
    return result;
  }

  /**
   * Returns the standard deviations; 1 for a column without two different values, or whose values
   * differ by less than a float's reciprocal can be (3e-39).
   */
  List<Float> deviations() {
    List<Float> result = new ArrayList<>();
    for (int i = 0; i < squares.length; i++) {
      float deviation = (float) Math.sqrt(squares[i] / Math.max(1, counts[i]));
      result.add(least[i] < greatest[i] && Float.isFinite(1 / deviation) ? deviation : 1f);
    }
    return result;
  }

  /**
   * Returns a copy of a preprocessor's statistics.
   *
   * @throws IllegalArgumentException if there is not one a column
   */
  static List<Float> checked(String modality, List<Float> values, int columns) {
    if (values.size() != columns) {
      throw new IllegalArgumentException(
          "modality %s: %d statistics for %d columns".formatted(modality, values.size(), columns));
    }
    return List.copyOf(values);
  }

  /** Returns the statistics under which {@link #build} changes no value: means of 0. */
  static List<Float> noMeans(int columns) {
    return Collections.nCopies(columns, 0f);
  }

  /** Returns the statistics under which {@link #build} changes no value: deviations of 1. */
  static List<Float> noDeviations(int columns) {
    return Collections.nCopies(columns, 1f);
  }

  /**
   * Adds (x − mean) · (1 / deviation) along the last dimension. A product, because TensorFlow's
   * optimizer makes one of a division by a constant, which changes the last bit: so the bits are
   * the same whether a graph is optimised or not.
   */
  static Operand<TFloat32> build(
      Ops tf, Operand<TFloat32> values, List<Float> means, List<Float> deviations) {
    List<Float> scales = deviations.stream().map(deviation -> 1 / deviation).toList();
    return tf.math.mul(tf.math.sub(values, constant(tf, means)), constant(tf, scales));
  }

  private static Constant<TFloat32> constant(Ops tf, List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return tf.constant(array);
  }
}
