package miles.bench;

import java.util.Arrays;
import java.util.List;

/**
 * A quantity, measured several times.
 *
 * @param unit its unit, such as {@code steps/s}
 * @param values one value a round
 */
public record Measurement(String unit, List<Double> values) {

  /**
   * @throws IllegalArgumentException if there is no value
   */
  public Measurement {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
  }

  /** Returns the middle value, or the mean of the two in the middle. */
  public double median() {
    double[] sorted = values.stream().mapToDouble(value -> value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Returns the smallest value. */
  public double least() {
    return Arrays.stream(array()).min().orElseThrow();
  }

  /** Returns the greatest value. */
  public double greatest() {
    return Arrays.stream(array()).max().orElseThrow();
  }

  /**
   * Returns this quantity divided by another, round by round, as long as both were measured.
   *
   * @param other measured in the same rounds
   */
  Measurement over(Measurement other) {
    double[] above = array();
    double[] below = other.array();
    double[] ratios = new double[Math.min(above.length, below.length)];
    Arrays.setAll(ratios, round -> above[round] / below[round]);
    return of("", ratios);
  }

  static Measurement of(String unit, double... values) {
    return new Measurement(unit, Arrays.stream(values).boxed().toList());
  }

  private double[] array() {
    return values.stream().mapToDouble(value -> value).toArray();
  }
}
