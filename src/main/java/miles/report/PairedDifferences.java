package miles.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import miles.report.IntervalChart.Series;
import miles.report.Page.Block;
import miles.report.Page.Drawn;
import miles.report.Page.Part;

/** How much better methods are than the baselines, seed by seed. */
final class PairedDifferences {

  private static final String FULL = "full";

  private static final List<String> HEADER =
      List.of("method", "against", "score", "difference", "95 % interval", "seeds won");

  private final RecordedComparison comparison;
  private final String score;

  PairedDifferences(RecordedComparison comparison, String score) {
    this.comparison = comparison;
    this.score = score;
  }

  /** Returns a dot plot for every baseline, and a table of all; nothing without a baseline. */
  List<Part> parts() {
    Map<String, List<JsonNode>> fused = new LinkedHashMap<>();
    for (JsonNode difference : comparison.differences()) {
      if (difference.path("measure").asText().equals(FULL)) {
        fused.computeIfAbsent(baseline(difference), key -> new ArrayList<>()).add(difference);
      }
    }
    List<Part> parts = new ArrayList<>();
    fused.forEach((baseline, all) -> parts.add(new Drawn(chart(parts.size(), baseline, all))));
    if (!parts.isEmpty()) {
      parts.add(table());
    }
    return parts;
  }

  private static String baseline(JsonNode difference) {
    return RecordedComparison.label(difference.path("baseline"));
  }

  private IntervalChart chart(int index, String baseline, List<JsonNode> differences) {
    List<Double> means = new ArrayList<>();
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    for (JsonNode difference : differences) {
      means.add(difference.path("mean").asDouble(Double.NaN));
      low.add(difference.path("low").asDouble(Double.NaN));
      high.add(difference.path("high").asDouble(Double.NaN));
    }
    return new IntervalChart(
        "difference-" + index,
        "Fused score minus that of " + baseline,
        "The mean over the seeds of the same seed's difference, with its 95 % bootstrap interval. An interval that reaches over 0 says nothing.",
        Axis.of("difference of " + score),
        differences.stream().map(RecordedComparison::label).toList(),
        List.of(new Series("difference", 1, means, low, high, List.of())),
        true,
        new Table(
            HEADER,
            differences.stream().map(PairedDifferences::row).toList(),
            marked(differences)));
  }

  private Block table() {
    List<JsonNode> all = comparison.differences();
    return new Block(
        "Every paired difference",
        "Bold: the interval excludes 0, with five seeds or more. With fewer it excludes 0 whenever all seeds agree, which happens by chance too often, so nothing is bold. Many comparisons find some difference by chance: of a hundred without one, about seven are bold with five seeds.",
        new Table(HEADER, all.stream().map(PairedDifferences::row).toList(), marked(all))
            .html("Every paired difference"),
        true);
  }

  private static Set<Integer> marked(List<JsonNode> differences) {
    Set<Integer> marked = new LinkedHashSet<>();
    for (int i = 0; i < differences.size(); i++) {
      if (differences.get(i).path("marked").asBoolean(false)) {
        marked.add(i);
      }
    }
    return marked;
  }

  private static List<String> row(JsonNode difference) {
    double low = difference.path("low").asDouble(Double.NaN);
    double high = difference.path("high").asDouble(Double.NaN);
    int ties = difference.path("ties").asInt();
    return List.of(
        RecordedComparison.label(difference),
        baseline(difference),
        ComparisonReport.name(difference.path("measure").asText()),
        signed(difference.path("mean").asDouble(Double.NaN)),
        Double.isNaN(low) ? "–" : "%s to %s".formatted(signed(low), signed(high)),
        "%d of %d%s"
            .formatted(
                difference.path("wins").asInt(),
                difference.path("count").asInt(),
                ties > 0 ? ", %d even".formatted(ties) : ""));
  }

  private static String signed(double value) {
    return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%+.4f", value);
  }
}
