package miles.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import miles.report.Axis.Scale;
import miles.report.LineChart.Line;
import miles.report.LineChart.Style;
import miles.report.Page.Block;
import miles.train.Scorecard;

/** What {@code scores.json} says of the best epoch on the test split. */
final class ScoreCharts {

  private static final Map<String, String> METRICS = new LinkedHashMap<>();

  static {
    METRICS.put("accuracy", "accuracy");
    METRICS.put("macro_f1", "macro-F1");
    METRICS.put("auroc", "AUROC");
    METRICS.put("average_precision", "average precision");
    METRICS.put("r2", "R²");
    METRICS.put("mae", "MAE");
    METRICS.put("rmse", "RMSE");
  }

  private final RecordedRun run;
  private final JsonNode scores;
  private final String score;

  /**
   * @param run the run
   * @param scores its {@code scores.json}
   */
  ScoreCharts(RecordedRun run, JsonNode scores) {
    this.run = run;
    this.scores = scores;
    this.score = run.config().task().score().name().toLowerCase(Locale.ROOT);
  }

  /** Returns the task's score of the fused prediction; NaN if it is undefined. */
  double fused() {
    return scores.path(score).asDouble(Double.NaN);
  }

  /** Returns the score of every subset of modalities and of every head. */
  BarChart subsets() {
    Map<String, JsonNode> rows = new LinkedHashMap<>();
    List<Integer> colours = new ArrayList<>();
    if (run.hasFusion()) {
      scores
          .path("subsets")
          .properties()
          .forEach(
              subset -> {
                rows.put(name(subset.getKey()), subset.getValue());
                colours.add(colour(subset.getKey()));
              });
    }
    scores
        .path("heads")
        .properties()
        .forEach(
            head -> {
              rows.put("head " + head.getKey(), head.getValue());
              colours.add(colour(head.getKey()));
            });
    String metric = METRICS.getOrDefault(score, score);
    return new BarChart(
        "subsets",
        "Scores by subset of modalities",
        "%s on the test split, the other modalities masked; below it, every modality's own head."
            .formatted(Names.sentence(metric)),
        new Axis(metric, Scale.FROM_ZERO, List.of()),
        List.copyOf(rows.keySet()),
        rows.values().stream().map(row -> row.path(score).asDouble(Double.NaN)).toList(),
        colours,
        table("prediction", rows));
  }

  private String name(String subset) {
    List<String> seen = subset.isEmpty() ? List.of() : List.of(subset.split("\\+", -1));
    return Scorecard.label(run.modalities(), seen);
  }

  /** A modality's own colour, the text's for several or none. */
  private int colour(String subset) {
    int modality = run.modalities().indexOf(subset);
    return modality < 0 ? 0 : Chart.colour(modality);
  }

  private static Table table(String first, Map<String, JsonNode> rows) {
    List<String> keys =
        METRICS.keySet().stream()
            .filter(key -> rows.values().stream().anyMatch(row -> row.has(key)))
            .toList();
    List<String> header = new ArrayList<>(List.of(first));
    keys.forEach(key -> header.add(METRICS.getOrDefault(key, key)));
    List<List<String>> cells = new ArrayList<>();
    rows.forEach(
        (name, row) -> {
          List<String> line = new ArrayList<>(List.of(name));
          keys.forEach(key -> line.add(Numbers.score(row.path(key).asDouble(Double.NaN))));
          cells.add(line);
        });
    return new Table(header, cells);
  }

  /** Returns the expected calibration error; empty for regression. */
  Optional<Double> calibrationError() {
    JsonNode error = scores.path("calibration").path("expected_error");
    return error.isNumber() ? Optional.of(error.doubleValue()) : Optional.empty();
  }

  /** Returns the reliability diagram; empty for regression. */
  Optional<LineChart> reliability() {
    return calibrationError().map(this::reliability);
  }

  private LineChart reliability(double error) {
    List<Double> confidence = new ArrayList<>();
    List<Double> accuracy = new ArrayList<>();
    Map<Integer, String> notes = new LinkedHashMap<>();
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode bin : scores.path("calibration").path("bins")) {
      confidence.add(bin.path("confidence").asDouble());
      accuracy.add(bin.path("accuracy").asDouble());
      int count = bin.path("count").asInt();
      notes.put(notes.size(), count + (count == 1 ? " prediction" : " predictions"));
      rows.add(
          List.of(
              "%s to %s"
                  .formatted(
                      Numbers.text(bin.path("low").asDouble()),
                      Numbers.text(bin.path("high").asDouble())),
              Integer.toString(count),
              Numbers.score(bin.path("confidence").asDouble()),
              Numbers.score(bin.path("accuracy").asDouble())));
    }
    List<Double> ends = List.of(0.0, 1.0);
    return new LineChart(
        "reliability",
        "Calibration",
        "Predictions in 15 bins by their confidence: how sure they are against how often they are right. Below the diagonal the model is too sure. Expected calibration error: %s."
            .formatted(Numbers.score(error)),
        new Axis("mean confidence", Scale.LINEAR, ends),
        new Axis("share that is right", Scale.LINEAR, ends),
        List.of(
            new Line("perfect", "", 0, Style.REFERENCE, ends, ends, Map.of()),
            new Line("fused", "", 1, Style.POINTS, confidence, accuracy, notes)),
        List.of(),
        new Table(List.of("confidence", "predictions", "mean confidence", "right"), rows));
  }

  /** Returns the scores of every class; empty for regression. */
  Optional<Block> classes() {
    List<List<String>> rows = new ArrayList<>();
    for (JsonNode each : scores.path("classes")) {
      rows.add(
          List.of(
              each.path("class").asText(),
              each.path("samples").asText(),
              Numbers.score(each.path("precision").asDouble(Double.NaN)),
              Numbers.score(each.path("recall").asDouble(Double.NaN)),
              Numbers.score(each.path("f1").asDouble(Double.NaN)),
              Numbers.score(each.path("auroc").asDouble(Double.NaN))));
    }
    Table table =
        new Table(List.of("class", "samples", "precision", "recall", "F1", "AUROC"), rows);
    return rows.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Block(
                "Classes",
                "The fused prediction, one class against the rest. A dash stands for what is undefined.",
                table.html("Scores by class"),
                false));
  }

  /** Returns the confusion matrix; empty unless the task is a classification. */
  Optional<Block> confusion() {
    JsonNode matrix = scores.path("confusion_matrix");
    if (!matrix.isArray() || matrix.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    scores.path("classes").forEach(each -> names.add(each.path("class").asText()));
    return Optional.of(
        new Block(
            "Confusion matrix",
            "Samples of the test split: a row for the class that is right, a column for the class that was predicted. The shade is the share of the row.",
            ConfusionTable.html(names, matrix),
            false));
  }
}
