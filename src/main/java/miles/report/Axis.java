package miles.report;

import java.util.List;

/**
 * An axis of a chart.
 *
 * @param title what it measures, with its unit
 * @param scale how values become lengths
 * @param range its two ends; empty: as the values need
 */
record Axis(String title, Scale scale, List<Double> range) {

  /** How values become lengths. */
  enum Scale {
    /** Equal differences are equal lengths. */
    LINEAR,
    /** The same, with 0 on the axis. */
    FROM_ZERO,
    /** Equal ratios are equal lengths; needs positive values. */
    LOGARITHMIC
  }

  Axis {
    range = List.copyOf(range);
  }

  /** Returns an axis as long as its values need. */
  static Axis of(String title) {
    return new Axis(title, Scale.LINEAR, List.of());
  }
}
