package miles.schedule;

import java.util.List;
import java.util.Map;
import miles.evaluate.UtilizationRates;

/**
 * What {@link MilesScheduler} decided after one epoch, and why.
 *
 * @param state what to hand in after the next epoch; holds the factors
 * @param utilization the utilization rates that were compared: of the smoothed scores, relative to
 *     the reference if one is set; NaN if the reason is {@link Reason#UNDEFINED}
 * @param reason why learning rates were changed or not
 * @param changed the modalities whose learning rate this decision changes; empty unless the reason
 *     is REDUCED or BOOSTED
 */
public record MilesDecision(
    MilesState state, UtilizationRates utilization, Reason reason, List<String> changed) {

  /** Why learning rates were changed or not. */
  public enum Reason {
    /** The gap exceeds the threshold: the dominant modalities learn slower. */
    REDUCED,
    /** The gap exceeds the threshold: the weaker modalities learn faster. */
    BOOSTED,
    /** No change: the gap is within the threshold. */
    WITHIN_THRESHOLD,
    /**
     * No change: every utilization rate is negative, the fused prediction is better without any one
     * modality, as early in training.
     */
    ALL_NEGATIVE,
    /**
     * No change: the gap exceeds the threshold, but no modality that adds more to the others than
     * {@code useful} is behind by as much.
     */
    NOT_USEFUL,
    /** No change: a score is undefined, or the fused score or a reference is not positive. */
    UNDEFINED
  }

  public MilesDecision {
    changed = List.copyOf(changed);
  }

  /** Returns the factor of every modality's learning rate in the epoch that follows. */
  public Map<String, Double> factors() {
    return state.factors();
  }

  /** Returns δ, the greatest utilization rate minus the smallest; NaN if undefined. */
  public double gap() {
    return utilization.gap();
  }
}
