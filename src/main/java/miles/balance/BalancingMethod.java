package miles.balance;

import java.util.Map;
import miles.config.BalanceConfig;
import miles.graph.FusionGraph;

/**
 * What a method may do to a training: weigh losses and scale learning rates, both decided anew
 * after every epoch. An instance belongs to one run.
 */
public interface BalancingMethod {

  /** The key of the fused prediction's loss; the other losses go by the names of the modalities. */
  String FUSION = FusionGraph.FUSION;

  /**
   * Returns the weight of every loss of the graph in the epoch that comes: {@link #FUSION}, and
   * every modality if there are unimodal heads.
   */
  Map<String, Double> lossWeights();

  /**
   * Returns what multiplies a parameter group's learning rate in the epoch that comes.
   *
   * @param group {@code encoder/<m>}, {@code fusion} or {@code head/<m>}
   */
  double rateFactor(String group);

  /** Returns the split whose scores the method decides by. */
  default BalanceConfig.Split scoredSplit() {
    return BalanceConfig.Split.VALIDATION;
  }

  /** Takes the scores of an epoch that ended. */
  void epochEnded(EpochScores scores);

  /**
   * Returns what {@link #restore} needs to go on as if never stopped: numbers, texts, booleans,
   * lists and maps with text keys.
   */
  Map<String, Object> state();

  /**
   * Puts the method where another one of the same run file was.
   *
   * @param state what {@link #state} returned, possibly read back from JSON
   * @throws IllegalArgumentException if the state is of another method or other modalities
   */
  void restore(Map<String, Object> state);
}
