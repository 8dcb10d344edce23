package miles.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import miles.config.Score;
import miles.evaluate.ClassMetrics;
import miles.evaluate.ClassificationMetrics;
import miles.evaluate.ConfusionMatrix;
import miles.evaluate.Metrics;
import miles.evaluate.RegressionMetrics;
import miles.train.Scorecard;

/** A scorecard as a person reads it and as a program does. */
final class ScoreTable {

  /** What to say of a unimodal run. */
  static final String NO_FUSION =
      "A unimodal run trains the heads alone: what is fused or masked means nothing here.";

  private ScoreTable() {}

  /** Returns one line a prediction: fused, every subset of modalities, every head. */
  static String summary(Scorecard card) {
    Map<String, Metrics> rows = new LinkedHashMap<>();
    card.subsets()
        .forEach(
            (subset, metrics) -> rows.put(Scorecard.label(card.modalities(), subset), metrics));
    card.heads().forEach((modality, metrics) -> rows.put("head " + modality, metrics));
    List<List<String>> cells = new ArrayList<>();
    cells.add(line("", List.copyOf(values(card.fused()).keySet())));
    rows.forEach(
        (name, metrics) ->
            cells.add(
                line(name, values(metrics).values().stream().map(ScoreTable::number).toList())));
    return aligned(cells);
  }

  /** Returns the scores of every class and the confusion matrix; empty for regression. */
  static String details(Scorecard card) {
    if (!(card.fused() instanceof ClassificationMetrics metrics)) {
      return "";
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("class", "samples", "precision", "recall", "F1", "AUROC"));
    for (int c = 0; c < card.classes().size(); c++) {
      ClassMetrics each = metrics.classes().get(c);
      cells.add(
          List.of(
              card.classes().get(c),
              Integer.toString(each.support()),
              number(each.precision()),
              number(each.recall()),
              number(each.f1()),
              number(each.auroc())));
    }
    String matrix =
        metrics.confusion().map(confusion -> "\n\n" + confusion(card, confusion)).orElse("");
    String undefined =
        metrics.leftOut(Score.AUROC).isEmpty()
            ? ""
            : "\n  (- is undefined here and left out of the mean)";
    return aligned(cells) + undefined + matrix;
  }

  /** Returns the imbalance and the Shapley values in one line. */
  static String balance(Scorecard card) {
    StringJoiner line = new StringJoiner("; ");
    line.add("imbalance " + number(card.imbalance()));
    card.shapleyValues()
        .ifPresent(
            values ->
                values.forEach(
                    (modality, value) ->
                        line.add("Shapley value of %s %s".formatted(modality, number(value)))));
    return line.toString();
  }

  private static Map<String, Double> values(Metrics metrics) {
    Map<String, Double> values = new LinkedHashMap<>();
    if (metrics instanceof RegressionMetrics regression) {
      values.put("R2", regression.r2());
      values.put("MAE", regression.mae());
      values.put("RMSE", regression.rmse());
    } else if (metrics instanceof ClassificationMetrics classification) {
      values.put("accuracy", classification.accuracy());
      values.put("macro-F1", classification.macroF1());
      values.put("AUROC", classification.auroc());
      values.put("average precision", classification.averagePrecision());
    }
    return values;
  }

  private static String confusion(Scorecard card, ConfusionMatrix matrix) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(line("right \\ predicted", card.classes()));
    for (int c = 0; c < card.classes().size(); c++) {
      cells.add(
          line(
              card.classes().get(c),
              matrix.counts().get(c).stream().map(String::valueOf).toList()));
    }
    return aligned(cells);
  }

  private static List<String> line(String name, List<String> values) {
    List<String> line = new ArrayList<>(List.of(name));
    line.addAll(values);
    return line;
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** Returns the first column left-aligned, the others right-aligned. */
  static String aligned(List<List<String>> lines) {
    int[] widths = new int[lines.get(0).size()];
    lines.forEach(
        line -> {
          for (int c = 0; c < widths.length; c++) {
            widths[c] = Math.max(widths[c], line.get(c).length());
          }
        });
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder("  ");
      row.append(line.get(0)).append(" ".repeat(widths[0] - line.get(0).length()));
      for (int c = 1; c < widths.length; c++) {
        row.append(" ".repeat(2 + widths[c] - line.get(c).length())).append(line.get(c));
      }
      text.append(text.length() == 0 ? "" : "\n").append(row.toString().stripTrailing());
    }
    return text.toString();
  }
}
