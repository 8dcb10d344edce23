package miles.compare;

import java.util.Arrays;

/**
 * Numbers of several runs.
 *
 * @param count how many; those that are not finite are left out
 * @param mean their mean; NaN without any
 * @param deviation their sample standard deviation, divided by count − 1; NaN below two
 */
public record Spread(int count, double mean, double deviation) {

  /** Returns the spread of the numbers that are finite. */
  static Spread of(double... values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    int count = finite.length;
    double mean = Arrays.stream(finite).average().orElse(Double.NaN);
    double squares = Arrays.stream(finite).map(value -> (value - mean) * (value - mean)).sum();
    return new Spread(count, mean, count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1)));
  }
}
