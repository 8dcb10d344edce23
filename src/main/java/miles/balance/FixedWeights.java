package miles.balance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A method that only weighs the losses, the same in every epoch: {@code joint}, {@code uniform} and
 * {@code unimodal}.
 *
 * @param lossWeights the weight of every loss
 */
record FixedWeights(Map<String, Double> lossWeights) implements BalancingMethod {

  FixedWeights {
    lossWeights = Collections.unmodifiableMap(new LinkedHashMap<>(lossWeights));
  }

  @Override
  public double rateFactor(String group) {
    return 1;
  }

  @Override
  public void epochEnded(EpochScores scores) {}

  @Override
  public Map<String, Object> state() {
    return Map.of();
  }

  @Override
  public void restore(Map<String, Object> state) {
    if (!state.isEmpty()) {
      throw new IllegalArgumentException(
          "this balancing method keeps no state, but the checkpoint holds " + state);
    }
  }
}
