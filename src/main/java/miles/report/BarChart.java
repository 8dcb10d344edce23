package miles.report;

import java.util.List;

/**
 * Horizontal bars.
 *
 * @param id name in the page
 * @param title heading
 * @param text what it shows
 * @param x the axis of the values
 * @param names what the bars stand for
 * @param values their lengths; a NaN has no bar
 * @param colours their colours
 * @param table the same numbers, and more
 */
record BarChart(
    String id,
    String title,
    String text,
    Axis x,
    List<String> names,
    List<Double> values,
    List<Integer> colours,
    Table table)
    implements Chart {

  BarChart {
    names = List.copyOf(names);
    values = List.copyOf(values);
    colours = List.copyOf(colours);
  }
}
