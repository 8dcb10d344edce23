package miles.report;

import java.util.List;

/**
 * A dot plot: one row a thing, in it a dot for every measure with an interval around it.
 *
 * @param id name in the page
 * @param title heading
 * @param text what it shows
 * @param x the axis of the values
 * @param names what the rows stand for
 * @param series the dots of one measure
 * @param zero whether a line marks 0
 * @param table the same numbers
 */
record IntervalChart(
    String id,
    String title,
    String text,
    Axis x,
    List<String> names,
    List<Series> series,
    boolean zero,
    Table table)
    implements Chart {

  /**
   * The dots of one measure, one for each row.
   *
   * @param name its name in the legend
   * @param colour its colour
   * @param values where the dots are; a NaN has none
   * @param low the lower ends of the intervals; a NaN has no interval
   * @param high the upper ends
   * @param runs small dots beside each; empty: none
   */
  record Series(
      String name,
      int colour,
      List<Double> values,
      List<Double> low,
      List<Double> high,
      List<List<Double>> runs) {

    Series {
      values = List.copyOf(values);
      low = List.copyOf(low);
      high = List.copyOf(high);
      runs = runs.stream().map(List::copyOf).toList();
    }
  }

  IntervalChart {
    names = List.copyOf(names);
    series = List.copyOf(series);
  }
}
