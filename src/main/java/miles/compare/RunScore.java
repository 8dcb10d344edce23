package miles.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import miles.config.JsonProblem;
import miles.train.DurableFiles;

/**
 * What a finished run reached; kept as {@code score.json} in the run's folder, whose presence says
 * that the run is finished.
 *
 * @param end how the training ended
 * @param bestEpoch the epoch that {@code training.monitor} chose on the validation split
 * @param epochs epochs that were trained
 * @param steps steps that were made
 * @param seconds wall-clock time of all epochs, their evaluation on the validation split included
 * @param validation the best epoch's score on the validation split: fused, or the heads' mean if
 *     the method trains no fusion; NaN if the training diverged
 * @param test the best epoch's scores on the test split: {@code full}, {@code head/<m>}, {@code
 *     only/<m>}, {@code without/<m>} and {@code imbalance}; empty if it was not scored
 * @param dataHash the hash of the data
 */
public record RunScore(
    End end,
    int bestEpoch,
    int epochs,
    long steps,
    double seconds,
    double validation,
    Map<String, Double> test,
    String dataHash) {

  /** How a training ended. */
  public enum End {
    /** Every epoch was done. */
    COMPLETE,
    /** Early stopping ended it. */
    EARLY_STOPPING,
    /** The balancing method ended it: every encoder is frozen. */
    NOTHING_LEFT_TO_BALANCE,
    /** A loss or a prediction was not a finite number. */
    DIVERGED
  }

  /** The fused prediction's key in {@link #test}. */
  public static final String FULL = "full";

  /** The key of max − min of the scores of every modality alone, the others masked. */
  public static final String IMBALANCE = "imbalance";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public RunScore {
    test = Collections.unmodifiableMap(new LinkedHashMap<>(test));
  }

  /** Returns the seconds of a step, epochs' evaluation included; NaN without a step. */
  public double secondsPerStep() {
    return steps == 0 ? Double.NaN : seconds / steps;
  }

  private static Path file(Path run) {
    return run.resolve("score.json");
  }

  /**
   * Reads the score of a run.
   *
   * @param run the run's folder
   * @return empty if the run is not finished
   * @throws ComparisonException if the file is damaged
   */
  static Optional<RunScore> read(Path run) throws IOException {
    if (!Files.exists(file(run))) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file(run)), RunScore.class));
    } catch (JsonProcessingException e) {
      throw new ComparisonException(
          "%s is damaged: %s. Delete it, and the run is scored again."
              .formatted(file(run), JsonProblem.reason(e)));
    }
  }

  void write(Path run) throws IOException {
    try {
      DurableFiles.write(file(run), JSON.writeValueAsString(this) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a score is plain numbers", e);
    }
  }

  static void delete(Path run) throws IOException {
    Files.deleteIfExists(file(run));
  }
}
