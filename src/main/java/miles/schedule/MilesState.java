package miles.schedule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@link MilesScheduler} remembers from one epoch to the next; plain values, to be saved with
 * a checkpoint. No value is ever NaN, so any JSON holds it.
 *
 * @param smoothed every score that was ever defined, smoothed over the epochs, by the name of its
 *     prediction ({@code full}, {@code head/<m>}, {@code only/<m>}, {@code without/<m>})
 * @param bestHeads the best score of every unimodal head so far, by modality; empty before the
 *     first
 * @param factors the factor of every modality's learning rate in the epoch that follows
 */
public record MilesState(
    Map<String, Double> smoothed, Map<String, Double> bestHeads, Map<String, Double> factors) {

  public MilesState {
    smoothed = Collections.unmodifiableMap(new LinkedHashMap<>(smoothed));
    bestHeads = Collections.unmodifiableMap(new LinkedHashMap<>(bestHeads));
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
  }

  /** Returns the state before the first epoch: nothing scored, every factor 1. */
  public static MilesState initial(List<String> modalities) {
    Map<String, Double> factors = new LinkedHashMap<>();
    modalities.forEach(modality -> factors.put(modality, 1.0));
    return new MilesState(Map.of(), Map.of(), factors);
  }
}
