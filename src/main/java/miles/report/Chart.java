package miles.report;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/**
 * A chart: numbers that {@code report.js} draws, and the same numbers as a table.
 *
 * <p>Colours are numbers of the page's palette: 0 is the colour of text, 1 … 8 those of the
 * modalities.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = LineChart.class, name = "lines"),
  @JsonSubTypes.Type(value = BarChart.class, name = "bars"),
  @JsonSubTypes.Type(value = IntervalChart.class, name = "intervals")
})
sealed interface Chart permits LineChart, BarChart, IntervalChart {

  /** The number of the palette's colours beside the text's. */
  int COLOURS = 8;

  /** Returns the chart's name in the page; letters and hyphens. */
  String id();

  /** Returns the chart's heading. */
  String title();

  /** Returns what the chart shows and how to read it. */
  String text();

  /** Returns the numbers as a table. */
  @JsonIgnore
  Table table();

  /** Returns the colour of the i-th modality, counted from 0. */
  static int colour(int modality) {
    return 1 + modality % COLOURS;
  }
}
