package miles.report;

import java.util.Locale;

/** Numbers as texts. */
final class Numbers {

  private static final double LEAST_PLAIN = 1e-3;
  private static final double MOST_PLAIN = 1e6;

  private Numbers() {}

  /** Returns a number for a sentence: as {@link #cell}, without zeros at the end. */
  static String text(double value) {
    return cell(value).replaceAll("(\\.\\d*?)0+(e|$)", "$1$2").replaceAll("\\.(e|$)", "$1");
  }

  /**
   * Returns a number for a table: four significant digits or, if it is whole, all; NaN is a dash.
   */
  static String cell(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < MOST_PLAIN) {
      return Long.toString((long) value);
    }
    return size < LEAST_PLAIN || size >= MOST_PLAIN
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** Returns a score with as many digits as samples of a few thousand deserve. */
  static String score(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }
}
