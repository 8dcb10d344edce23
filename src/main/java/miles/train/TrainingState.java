package miles.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;

/**
 * Everything that a checkpoint holds beside the variables. Shuffling and dropout need no state of
 * their own: their order and masks follow from the seed, the epoch and the step.
 *
 * @param epoch epochs that are done
 * @param step steps that are done
 * @param score what the monitor gave for this epoch
 * @param best the best epoch so far
 * @param patience the counters of early stopping
 * @param balancing the balancing method's state: numbers, texts, booleans, lists and maps
 */
public record TrainingState(
    int epoch,
    long step,
    double score,
    BestEpoch best,
    Patience patience,
    Map<String, Object> balancing) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  public TrainingState {
    balancing = Map.copyOf(balancing);
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
   * @throws CheckpointException if the text is not a state
   */
  static TrainingState fromJson(String text) {
    try {
      return JSON.readValue(text, TrainingState.class);
    } catch (JsonProcessingException e) {
      throw new CheckpointException("not a training state: " + e.getOriginalMessage(), e);
    }
  }
}
