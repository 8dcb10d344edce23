package miles.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.BalanceConfig.Method;
import miles.config.JsonProblem;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.train.EpochLog;
import miles.train.RunLayout;

/**
 * What a run's folder says of the run, finished or not.
 *
 * @param config the resolved run file
 * @param epochs the rows of {@code epochs.csv} by column; at least one
 * @param scores {@code scores.json}; empty before the training's end, or without a test split
 * @param environment {@code environment.json}
 */
record RecordedRun(
    RunConfig config,
    List<Map<String, Double>> epochs,
    Optional<JsonNode> scores,
    Optional<JsonNode> environment) {

  private static final ObjectMapper JSON = new ObjectMapper();

  RecordedRun {
    epochs = List.copyOf(epochs);
  }

  /**
   * Reads a run's folder.
   *
   * @throws ReportException if it holds no run, no epoch of one, or damaged files
   * @throws miles.train.RunFolderException if {@code epochs.csv} is damaged
   */
  static RecordedRun read(Path folder) throws IOException {
    RunLayout layout = new RunLayout(folder);
    if (!Files.isRegularFile(layout.runFile())) {
      throw new ReportException(
          "%s holds no run: there is no %s. Name a folder that ./miles train wrote, such as saved/digits."
              .formatted(folder, layout.runFile().getFileName()));
    }
    if (!Files.isRegularFile(layout.epochs())) {
      throw new ReportException(
          "%s: no epoch is done yet, so there is nothing to report. Try again after the first."
              .formatted(folder));
    }
    return new RecordedRun(
        RunFile.read(layout.runFile(), List.of()),
        epochs(layout.epochs()),
        json(layout.scores()),
        json(layout.environment()));
  }

  private static List<Map<String, Double>> epochs(Path file) throws IOException {
    List<Map<String, Double>> rows = EpochLog.read(file);
    boolean whole =
        !rows.isEmpty()
            && rows.stream().allMatch(r -> r.containsKey("epoch") && r.containsKey("step"));
    if (!whole) {
      throw damaged(file, "no rows with the columns epoch and step");
    }
    return rows;
  }

  private static Optional<JsonNode> json(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode read = JSON.readTree(Files.readAllBytes(file));
      if (!read.isObject() || read.isEmpty()) {
        throw damaged(file, "it is not what was written there");
      }
      return Optional.of(read);
    } catch (JsonProcessingException e) {
      throw damaged(file, JsonProblem.reason(e));
    }
  }

  private static ReportException damaged(Path file, String reason) {
    return new ReportException(
        "%s is damaged: %s. Restore it, or train anew with --overwrite.".formatted(file, reason));
  }

  /** Returns the modalities in order. */
  List<String> modalities() {
    return List.copyOf(config.modalities().keySet());
  }

  /** Returns whether the fusion head was trained: what is fused or masked means something. */
  boolean hasFusion() {
    return config.balance().method() != Method.UNIMODAL;
  }

  /** Returns whether the log has a column. */
  boolean has(String column) {
    return epochs.get(0).containsKey(column);
  }

  /** Returns a column of the log, a row an epoch; NaN where it is missing. */
  List<Double> column(String name) {
    return epochs.stream().map(row -> row.getOrDefault(name, Double.NaN)).toList();
  }

  /** Returns the epoch whose scores {@link #scores} holds, the best one. */
  Optional<Integer> bestEpoch() {
    return scores.filter(all -> all.path("epoch").isInt()).map(all -> all.path("epoch").intValue());
  }
}
