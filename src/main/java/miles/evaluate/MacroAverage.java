package miles.evaluate;

import java.util.stream.DoubleStream;

/** The unweighted mean over the classes; classes whose value is undefined (NaN) are left out. */
final class MacroAverage {

  private MacroAverage() {}

  /** Returns the mean of the values that are not NaN; NaN if there is none. */
  static double of(DoubleStream classes) {
    return classes.filter(value -> !Double.isNaN(value)).average().orElse(Double.NaN);
  }
}
