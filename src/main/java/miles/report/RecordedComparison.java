package miles.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.StreamSupport;
import miles.config.JsonProblem;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/**
 * What a comparison's folder says.
 *
 * @param summary {@code summary.json}
 * @param runs the rows of {@code compare.csv} by column
 */
record RecordedComparison(JsonNode summary, List<Map<String, String>> runs) {

  private static final String SUMMARY = "summary.json";
  private static final String RUNS = "compare.csv";

  RecordedComparison {
    runs = List.copyOf(runs);
  }

  /** Returns whether a folder is one of a comparison that is finished. */
  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(SUMMARY))
        && Files.isRegularFile(folder.resolve(RUNS));
  }

  /**
   * Reads a comparison's folder.
   *
   * @throws ReportException if a file is damaged
   */
  static RecordedComparison read(Path folder) throws IOException {
    Path summary = folder.resolve(SUMMARY);
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(Files.readAllBytes(summary));
    } catch (JsonProcessingException e) {
      throw damaged(summary, JsonProblem.reason(e));
    }
    if (!json.path("variants").isArray() || json.path("variants").isEmpty()) {
      throw damaged(summary, "it has no variants");
    }
    return new RecordedComparison(json, rows(folder.resolve(RUNS)));
  }

  private static List<Map<String, String>> rows(Path file) throws IOException {
    CSVFormat format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();
    try (Reader reader = Files.newBufferedReader(file)) {
      return format.parse(reader).stream().map(CSVRecord::toMap).toList();
    } catch (UncheckedIOException | IllegalArgumentException e) {
      throw damaged(file, String.valueOf(e.getMessage()));
    }
  }

  private static ReportException damaged(Path file, String what) {
    return new ReportException(
        "%s is damaged: %s. Repeat ./miles compare: finished runs are not run again."
            .formatted(file, what));
  }

  /** Returns the variants of the methods in order. */
  List<JsonNode> variants() {
    return list(summary.path("variants"));
  }

  /** Returns the paired differences in order. */
  List<JsonNode> differences() {
    return list(summary.path("differences"));
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  /** Returns what a person calls a variant: {@code miles threshold=0.1}. */
  static String label(JsonNode variant) {
    StringJoiner label = new StringJoiner(" ").add(variant.path("method").asText());
    variant
        .path("parameters")
        .properties()
        .forEach(
            each ->
                label.add(
                    each.getKey().replaceFirst("^balance\\.[^.]+\\.", "")
                        + "="
                        + each.getValue().asText()));
    return label.toString();
  }

  /** Returns a variant's values of a column, a run each; those that are undefined are left out. */
  List<Double> values(JsonNode variant, String column) {
    String label = label(variant);
    return runs.stream()
        .filter(run -> label(run).equals(label))
        .map(run -> run.getOrDefault(column, ""))
        .filter(cell -> !cell.isEmpty())
        .map(Double::valueOf)
        .toList();
  }

  private static String label(Map<String, String> run) {
    String parameters = run.getOrDefault("parameters", "");
    String method = run.getOrDefault("method", "");
    return parameters.isEmpty() ? method : method + " " + parameters;
  }
}
