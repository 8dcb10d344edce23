package miles.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import miles.report.Axis.Scale;
import miles.report.IntervalChart.Series;
import miles.report.Page.Block;
import miles.report.Page.Drawn;
import miles.report.Page.Part;
import miles.report.Page.Section;
import miles.train.DurableFiles;

/** The report of a comparison of balancing methods. */
public final class ComparisonReport {

  private static final Set<String> NOT_SCORES =
      Set.of("validation", "imbalance", "best_epoch", "seconds", "seconds_per_step");

  private static final String FULL = "full";

  private final RecordedComparison comparison;
  private final String score;
  private final List<String> modalities = new ArrayList<>();
  private final List<String> names;

  private ComparisonReport(RecordedComparison comparison) {
    this.comparison = comparison;
    this.score = comparison.summary().path("score").asText();
    comparison.summary().path("modalities").forEach(each -> modalities.add(each.asText()));
    this.names = comparison.variants().stream().map(RecordedComparison::label).toList();
  }

  /** Returns whether a folder is one of a comparison that is finished. */
  public static boolean isComparison(Path folder) {
    return RecordedComparison.isIn(folder);
  }

  /**
   * Writes the report of a comparison.
   *
   * @param folder the comparison's folder, with {@code summary.json} and {@code compare.csv}
   * @param file the HTML file, whose folder exists; it is replaced
   * @throws ReportException if one of the two is damaged
   */
  public static void write(Path folder, Path file) throws IOException {
    Page page = new ComparisonReport(RecordedComparison.read(folder)).page();
    DurableFiles.write(file, page.html());
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    List<Part> scores = new ArrayList<>();
    scores.add(new Drawn(fused()));
    IntervalChart byModality = byModality();
    if (!byModality.series().isEmpty()) {
      scores.add(new Drawn(byModality));
    }
    scores.add(summary());
    sections.add(new Section("Scores on the test split", scores));
    List<Part> differences = new PairedDifferences(comparison, score).parts();
    if (!differences.isEmpty()) {
      sections.add(new Section("Differences, paired by seed", differences));
    }
    sections.add(new Section("What it costs", List.of(new Drawn(cost()), runs())));
    return new Page(
        comparison.summary().path("name").asText() + ": methods compared",
        subtitle(),
        facts(),
        sections);
  }

  private String subtitle() {
    JsonNode tuning = comparison.summary().path("tuning");
    return tuning.isObject()
        ? "every method tuned in %d trials with seed %d, chosen by validation; every run at its best epoch by validation"
            .formatted(tuning.path("trials").asInt(), tuning.path("seed").asInt())
        : "no method tuned: parameters are those of the run file and of the names below; every run at its best epoch by validation";
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("score", score);
    facts.put("methods and settings", Integer.toString(names.size()));
    facts.put("seeds", Integer.toString(comparison.summary().path("seeds").size()));
    facts.put("modalities", String.join(", ", modalities));
    return facts;
  }

  private IntervalChart fused() {
    List<Series> series = List.of(series("fused", FULL, 1));
    return new IntervalChart(
        "fused",
        "Fused score",
        "A large dot is the mean over the seeds, its line one standard deviation to either side; a small dot is one run.",
        Axis.of(score),
        names,
        series,
        false,
        table(series));
  }

  private IntervalChart byModality() {
    List<Series> series = new ArrayList<>();
    for (String view : List.of("only", "head")) {
      for (int m = 0; m < modalities.size(); m++) {
        String measure = view + "/" + modalities.get(m);
        if (measures().contains(measure)) {
          int colour = Chart.colour(view.equals("only") ? m : m + modalities.size());
          series.add(series(view + " " + modalities.get(m), measure, colour));
        }
      }
    }
    return new IntervalChart(
        "modalities",
        "Scores of single modalities",
        "Only: the fused prediction with every other modality masked. Head: the modality's own head. Means over the seeds, with one standard deviation to either side.",
        Axis.of(score),
        names,
        series,
        false,
        table(series));
  }

  private Series series(String name, String measure, int colour) {
    List<Double> means = new ArrayList<>();
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    List<List<Double>> runs = new ArrayList<>();
    for (JsonNode variant : comparison.variants()) {
      JsonNode spread = variant.path("measures").path(measure);
      double mean = spread.path("mean").asDouble(Double.NaN);
      double deviation = spread.path("deviation").asDouble(Double.NaN);
      means.add(mean);
      low.add(mean - deviation);
      high.add(mean + deviation);
      runs.add(comparison.values(variant, "test/" + measure));
    }
    return new Series(name, colour, means, low, high, runs);
  }

  private Table table(List<Series> series) {
    List<String> header = new ArrayList<>(List.of("method"));
    series.forEach(each -> header.add(each.name() + ", mean ± standard deviation"));
    List<List<String>> rows = new ArrayList<>();
    for (int v = 0; v < names.size(); v++) {
      List<String> row = new ArrayList<>(List.of(names.get(v)));
      for (Series each : series) {
        double mean = each.values().get(v);
        row.add(spread(mean, each.high().get(v) - mean));
      }
      rows.add(row);
    }
    return new Table(header, rows);
  }

  private static String spread(double mean, double deviation) {
    return Double.isNaN(deviation)
        ? Numbers.score(mean)
        : Numbers.score(mean) + " ± " + Numbers.score(deviation);
  }

  private Set<String> measures() {
    Set<String> measures = new LinkedHashSet<>();
    comparison
        .variants()
        .forEach(variant -> variant.path("measures").fieldNames().forEachRemaining(measures::add));
    return measures;
  }

  private Block summary() {
    List<String> shown = new ArrayList<>(measures());
    shown.removeIf(NOT_SCORES::contains);
    shown.addAll(List.of("imbalance", "best_epoch"));
    List<String> header = new ArrayList<>(List.of("method", "runs"));
    shown.forEach(measure -> header.add(name(measure)));
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode variant : comparison.variants()) {
      List<String> row = new ArrayList<>(List.of(RecordedComparison.label(variant)));
      int diverged = variant.path("diverged").asInt();
      row.add(
          variant.path("runs").asText()
              + (diverged > 0 ? " (%d diverged)".formatted(diverged) : ""));
      for (String measure : shown) {
        JsonNode spread = variant.path("measures").path(measure);
        row.add(
            spread(
                spread.path("mean").asDouble(Double.NaN),
                spread.path("deviation").asDouble(Double.NaN)));
      }
      rows.add(row);
    }
    return new Block(
        "Every score",
        "Mean ± standard deviation over the seeds. Nothing is emphasised here: whether methods differ is for the paired differences to say.",
        new Table(header, rows).html("Every score by method"),
        true);
  }

  /** Returns a measure's name for a person. */
  static String name(String measure) {
    return measure.equals(FULL) ? "fused" : measure.replace('/', ' ').replace('_', ' ');
  }

  private BarChart cost() {
    List<Double> milliseconds = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode variant : comparison.variants()) {
      JsonNode measures = variant.path("measures");
      double step = 1000 * measures.path("seconds_per_step").path("mean").asDouble(Double.NaN);
      double seconds = measures.path("seconds").path("mean").asDouble(Double.NaN);
      milliseconds.add(step);
      rows.add(
          List.of(RecordedComparison.label(variant), Numbers.cell(step), Numbers.cell(seconds)));
    }
    return new BarChart(
        "cost",
        "Time",
        "Wall-clock time a step, the evaluation after every epoch included: the mean over the seeds. Runs that went side by side slow each other.",
        new Axis("milliseconds a step", Scale.FROM_ZERO, List.of()),
        names,
        milliseconds,
        names.stream().map(name -> 1).toList(),
        new Table(List.of("method", "milliseconds a step", "seconds a run"), rows));
  }

  private Block runs() {
    List<String> columns =
        List.of("seed", "end", "best_epoch", "validation", "test/" + FULL, "seconds");
    List<String> header = new ArrayList<>(List.of("method"));
    columns.forEach(column -> header.add(name(column)));
    List<List<String>> rows = new ArrayList<>();
    for (Map<String, String> run : comparison.runs()) {
      StringJoiner label = new StringJoiner(" ").add(run.getOrDefault("method", ""));
      label.add(run.getOrDefault("parameters", ""));
      List<String> row = new ArrayList<>(List.of(label.toString().strip()));
      columns.forEach(column -> row.add(run.getOrDefault(column, "")));
      rows.add(row);
    }
    return new Block(
        "Runs",
        "compare.csv, one row a run.",
        "<details><summary>Table: Runs</summary>%s</details>"
            .formatted(new Table(header, rows).html("Runs")),
        false);
  }
}
