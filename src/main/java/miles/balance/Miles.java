package miles.balance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import miles.config.BalanceConfig;
import miles.config.BalanceConfig.Split;
import miles.graph.FusionGraph;
import miles.schedule.MilesScheduler;
import miles.schedule.MilesState;

/**
 * {@code miles}: the learning rate of each encoder is scaled by {@link MilesScheduler} after every
 * epoch; fusion and heads keep theirs. Source: arXiv 2510.17394.
 */
final class Miles implements BalancingMethod {

  private final MilesScheduler scheduler;
  private final Split split;
  private final Map<String, Double> lossWeights;
  private MilesState state;

  /**
   * @param scheduler the rule
   * @param config the parameters that the rule was made with
   * @param lossWeights the weight of every loss, the same in every epoch
   */
  Miles(MilesScheduler scheduler, BalanceConfig.Miles config, Map<String, Double> lossWeights) {
    this.scheduler = scheduler;
    this.split = config.split();
    this.lossWeights = Collections.unmodifiableMap(new LinkedHashMap<>(lossWeights));
    this.state = scheduler.initialState();
  }

  @Override
  public Map<String, Double> lossWeights() {
    return lossWeights;
  }

  @Override
  public double rateFactor(String group) {
    for (Map.Entry<String, Double> factor : state.factors().entrySet()) {
      if (group.equals(FusionGraph.encoderGroup(factor.getKey()))) {
        return factor.getValue();
      }
    }
    return 1;
  }

  @Override
  public Split scoredSplit() {
    return split;
  }

  @Override
  public void epochEnded(EpochScores scores) {
    state = scheduler.decide(state, scores.of(split)).state();
  }

  @Override
  public Map<String, Object> state() {
    // In this order, so that equal runs write equal bytes.
    Map<String, Object> saved = new LinkedHashMap<>();
    saved.put("smoothed", state.smoothed());
    saved.put("best_heads", state.bestHeads());
    saved.put("factors", state.factors());
    return saved;
  }

  @Override
  public void restore(Map<String, Object> saved) {
    SavedState of = new SavedState("MILES", saved);
    Set<String> modalities = state.factors().keySet();
    state =
        new MilesState(
            of.numbers("smoothed"), of.numbers("best_heads"), of.numbers("factors", modalities));
  }
}
