package miles.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Lines over numbers.
 *
 * @param id name in the page
 * @param title heading
 * @param text what it shows
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param lines the lines
 * @param bands shaded bands behind them
 * @param table the same numbers
 */
record LineChart(
    String id,
    String title,
    String text,
    Axis x,
    Axis y,
    List<Line> lines,
    List<Band> bands,
    Table table)
    implements Chart {

  /** How a line is drawn. */
  enum Style {
    /** Without gaps. */
    SOLID,
    /** In dashes. */
    DASHED,
    /** In dots. */
    DOTTED,
    /** With a disc at every value. */
    POINTS,
    /** As a thin line in the background, for what others are measured by. */
    REFERENCE
  }

  /**
   * One line.
   *
   * @param name its name in the legend
   * @param column the column of {@code epochs.csv} that it shows; empty for another source
   * @param colour its colour
   * @param style how it is drawn
   * @param x where its values are
   * @param y the values; a NaN interrupts the line
   * @param marks what to say of single values, by their index; they get a mark
   */
  record Line(
      String name,
      String column,
      int colour,
      Style style,
      List<Double> x,
      List<Double> y,
      Map<Integer, String> marks) {

    Line {
      x = List.copyOf(x);
      y = List.copyOf(y);
      marks = Collections.unmodifiableMap(new TreeMap<>(marks));
    }
  }

  /**
   * A shaded band.
   *
   * @param name its name in the legend
   * @param x where its ends are
   * @param low its lower ends
   * @param high its upper ends
   */
  record Band(String name, List<Double> x, List<Double> low, List<Double> high) {

    Band {
      x = List.copyOf(x);
      low = List.copyOf(low);
      high = List.copyOf(high);
    }
  }

  LineChart {
    lines = List.copyOf(lines);
    bands = List.copyOf(bands);
  }

  /** Returns a table of lines that all have the same x: one row an x, one column a line. */
  static Table table(String x, List<Line> lines) {
    List<String> header = new ArrayList<>(List.of(x));
    lines.forEach(line -> header.add(line.name()));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; !lines.isEmpty() && i < lines.get(0).x().size(); i++) {
      List<String> row = new ArrayList<>(List.of(Numbers.text(lines.get(0).x().get(i))));
      for (Line line : lines) {
        String mark = line.marks().getOrDefault(i, "");
        row.add(Numbers.cell(line.y().get(i)) + (mark.isEmpty() ? "" : " (" + mark + ")"));
      }
      rows.add(row);
    }
    return new Table(header, rows);
  }
}
