package miles.train;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import miles.config.JsonProblem;
import miles.config.TrainingConfig;
import miles.config.TrainingConfig.EarlyStopping;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a checkpoint holds beside the variables. Shuffling and dropout need no state of
 * their own: their order and masks follow from the seed, the epoch and the step.
 *
 * @param epoch epochs that are done
 * @param step steps of these epochs
 * @param current this epoch, as the best so far is kept
 * @param best the best epoch so far
 * @param patience the counters of early stopping
 * @param balancing the balancing method's state: numbers, texts, booleans, lists and maps
 * @param progress of a training that stopped within an epoch: how far the next one is
 */
public record TrainingState(
    int epoch,
    long step,
    ScoredEpoch current,
    ScoredEpoch best,
    Patience patience,
    Map<String, Object> balancing,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable EpochProgress progress) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  public TrainingState {
    balancing = Collections.unmodifiableMap(new LinkedHashMap<>(balancing));
  }

  /** Returns the state before the first epoch. */
  static TrainingState fresh(Map<String, Object> balancing) {
    return new TrainingState(
        0, 0, ScoredEpoch.NONE, ScoredEpoch.NONE, Patience.FRESH, balancing, null);
  }

  /** Returns how far the next epoch is. */
  @JsonIgnore
  public EpochProgress underway() {
    return progress == null ? EpochProgress.NONE : progress;
  }

  /** Returns the state within the next epoch. */
  TrainingState within(EpochProgress underway, Map<String, Object> newBalancing) {
    return new TrainingState(epoch, step, current, best, patience, newBalancing, underway);
  }

  /** Returns the state after one more epoch. */
  TrainingState after(EpochRecord record, TrainingConfig config, Map<String, Object> newBalancing) {
    double newScore = record.monitored(config.monitor());
    double minDelta = config.earlyStopping().map(EarlyStopping::minDelta).orElse(0.0);
    ScoredEpoch done = new ScoredEpoch(record.epoch(), newScore, record.scores().named());
    return new TrainingState(
        record.epoch(),
        record.step(),
        done,
        best.orBetter(done),
        patience.after(newScore, minDelta),
        newBalancing,
        null);
  }

  /** Returns the same state with another epoch as the best. */
  TrainingState withBest(ScoredEpoch other) {
    return new TrainingState(epoch, step, current, other, patience, balancing, progress);
  }

  /** Returns whether early stopping ends the training here. */
  boolean exhausted(TrainingConfig config) {
    return config
        .earlyStopping()
        .map(stopping -> patience.exhausted(stopping, epoch))
        .orElse(false);
  }

  /** Returns the state as the text of {@code state.json}. */
  String toJson() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the balancing state is not plain: " + balancing, e);
    }
  }

  /**
   * Reads {@code state.json}.
   *
   * @param source what the error calls the text
   * @throws RunFolderException if the text is not a state
   */
  static TrainingState fromJson(String text, String source) {
    try {
      return JSON.readValue(text, TrainingState.class);
    } catch (JsonProcessingException e) {
      throw new RunFolderException(
          "%s is not of this version: %s. Go on with the version that wrote it, or train anew under another name."
              .formatted(source, JsonProblem.reason(e)));
    }
  }
}
