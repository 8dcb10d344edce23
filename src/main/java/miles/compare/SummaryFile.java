package miles.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import miles.train.DurableFiles;

/**
 * {@code summary.json}: a {@link Summary} for programs. Numbers that are not finite are left out.
 */
final class SummaryFile {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private SummaryFile() {}

  /** Writes the file, replacing one that exists. */
  static void write(Path file, Summary summary) throws IOException {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", summary.name());
    json.put("score", summary.score().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("modalities", summary.modalities());
    json.put("seeds", summary.seeds());
    summary
        .tuning()
        .ifPresent(
            tuning -> json.put("tuning", Map.of("trials", tuning.trials(), "seed", tuning.seed())));
    json.put("variants", summary.variants().stream().map(SummaryFile::variant).toList());
    json.put("differences", summary.differences().stream().map(SummaryFile::difference).toList());
    try {
      DurableFiles.write(file, JSON.writeValueAsString(json) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a summary is plain values", e);
    }
  }

  private static Map<String, Object> variant(VariantSummary summary) {
    Map<String, Object> json = named(summary.variant());
    json.put("runs", summary.runs());
    json.put("diverged", summary.diverged());
    Map<String, Object> measures = new LinkedHashMap<>();
    summary
        .measures()
        .forEach(
            (name, spread) -> {
              Map<String, Object> values = new LinkedHashMap<>();
              values.put("count", spread.count());
              putFinite(values, "mean", spread.mean());
              putFinite(values, "deviation", spread.deviation());
              measures.put(name, values);
            });
    json.put("measures", measures);
    return json;
  }

  private static Map<String, Object> difference(Difference difference) {
    Map<String, Object> json = named(difference.variant());
    json.put("baseline", named(difference.baseline()));
    json.put("measure", difference.measure());
    PairedDifference paired = difference.paired();
    json.put("count", paired.count());
    putFinite(json, "mean", paired.mean());
    putFinite(json, "low", paired.low());
    putFinite(json, "high", paired.high());
    json.put("wins", paired.wins());
    json.put("ties", paired.ties());
    json.put("excludes_zero", paired.excludesZero());
    json.put("marked", paired.isMarked());
    return json;
  }

  private static Map<String, Object> named(Variant variant) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("method", variant.method().value());
    json.put("parameters", variant.parameters());
    return json;
  }

  private static void putFinite(Map<String, Object> into, String key, double value) {
    if (Double.isFinite(value)) {
      into.put(key, value);
    }
  }
}
