package miles.balance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A method that decides nothing between epochs: losses have the same weights and groups the same
 * rates throughout. By itself it is {@code joint}, {@code uniform} and {@code unimodal}; methods
 * that act within a step extend it, and keep what they remember in variables of the graph.
 */
class FixedMethod implements BalancingMethod {

  private final Map<String, Double> lossWeights;

  /**
   * @param lossWeights the weight of every loss
   */
  FixedMethod(Map<String, Double> lossWeights) {
    this.lossWeights = Collections.unmodifiableMap(new LinkedHashMap<>(lossWeights));
  }

  @Override
  public final Map<String, Double> lossWeights() {
    return lossWeights;
  }

  @Override
  public final double rateFactor(String group) {
    return 1;
  }

  @Override
  public final void epochEnded(EpochScores scores) {}

  @Override
  public final Map<String, Object> state() {
    return Map.of();
  }

  @Override
  public final void restore(Map<String, Object> state) {
    if (!state.isEmpty()) {
      throw new IllegalArgumentException(
          "this balancing method keeps no state, but the checkpoint holds " + state);
    }
  }
}
