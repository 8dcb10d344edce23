package miles.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.evaluate.Calibration;
import miles.evaluate.ClassMetrics;
import miles.evaluate.ClassificationMetrics;
import miles.evaluate.Metrics;
import miles.evaluate.RegressionMetrics;
import miles.train.Scorecard;

/**
 * A scorecard for programs: what {@code miles evaluate --json} prints and {@code scores.json}
 * holds.
 *
 * <p>{@code accuracy} and the like are the fused prediction's. Numbers that are undefined are left
 * out, for JSON has no NaN.
 */
public final class ScorecardJson {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ScorecardJson() {}

  /**
   * Returns the text of a scorecard.
   *
   * @param more what to say beside, such as the split
   */
  public static String text(Scorecard card, Map<String, Object> more) {
    Map<String, Object> all = new LinkedHashMap<>(of(card));
    all.putAll(more);
    try {
      return JSON.writeValueAsString(all);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a scorecard is plain: " + all, e);
    }
  }

  private static Map<String, Object> of(Scorecard card) {
    Map<String, Object> json = new LinkedHashMap<>(plain(card.fused()));
    json.put("samples", card.fused().samples());
    Map<String, Object> subsets = new LinkedHashMap<>();
    card.subsets()
        .forEach((subset, metrics) -> subsets.put(String.join("+", subset), plain(metrics)));
    json.put("subsets", subsets);
    Map<String, Object> heads = new LinkedHashMap<>();
    card.heads().forEach((modality, metrics) -> heads.put(modality, plain(metrics)));
    json.put("heads", heads);
    putNumber(json, "imbalance", card.imbalance());
    card.shapleyValues().ifPresent(values -> json.put("shapley_values", finite(values)));
    if (card.fused() instanceof ClassificationMetrics metrics) {
      json.put("classes", classes(card.classes(), metrics));
      json.put("calibration", plain(metrics.calibration()));
      metrics.confusion().ifPresent(matrix -> json.put("confusion_matrix", matrix.counts()));
    }
    return json;
  }

  private static Map<String, Object> plain(Metrics metrics) {
    Map<String, Object> plain = new LinkedHashMap<>();
    if (metrics instanceof RegressionMetrics regression) {
      putNumber(plain, "r2", regression.r2());
      putNumber(plain, "mae", regression.mae());
      putNumber(plain, "rmse", regression.rmse());
    } else if (metrics instanceof ClassificationMetrics classification) {
      putNumber(plain, "accuracy", classification.accuracy());
      putNumber(plain, "macro_f1", classification.macroF1());
      putNumber(plain, "auroc", classification.auroc());
      putNumber(plain, "average_precision", classification.averagePrecision());
    }
    return plain;
  }

  private static List<Map<String, Object>> classes(
      List<String> names, ClassificationMetrics metrics) {
    List<Map<String, Object>> classes = new ArrayList<>();
    for (int c = 0; c < names.size(); c++) {
      ClassMetrics each = metrics.classes().get(c);
      Map<String, Object> plain = new LinkedHashMap<>();
      plain.put("class", names.get(c));
      plain.put("samples", each.support());
      putNumber(plain, "precision", each.precision());
      putNumber(plain, "recall", each.recall());
      putNumber(plain, "f1", each.f1());
      putNumber(plain, "auroc", each.auroc());
      putNumber(plain, "average_precision", each.averagePrecision());
      classes.add(plain);
    }
    return classes;
  }

  private static Map<String, Object> plain(Calibration calibration) {
    Map<String, Object> plain = new LinkedHashMap<>();
    putNumber(plain, "expected_error", calibration.expectedError());
    List<Map<String, Object>> bins = new ArrayList<>();
    for (Calibration.Bin bin : calibration.bins()) {
      Map<String, Object> each = new LinkedHashMap<>();
      each.put("low", bin.low());
      each.put("high", bin.high());
      each.put("count", bin.count());
      each.put("confidence", bin.confidence());
      each.put("accuracy", bin.accuracy());
      bins.add(each);
    }
    plain.put("bins", bins);
    return plain;
  }

  private static Map<String, Object> finite(Map<String, Double> values) {
    Map<String, Object> finite = new LinkedHashMap<>();
    values.forEach((name, value) -> putNumber(finite, name, value));
    return finite;
  }

  private static void putNumber(Map<String, Object> into, String key, double value) {
    if (Double.isFinite(value)) {
      into.put(key, value);
    }
  }
}
