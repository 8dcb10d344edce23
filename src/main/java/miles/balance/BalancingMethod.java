package miles.balance;

import java.util.Map;
import miles.config.BalanceConfig;
import miles.graph.FusionGraph;
import miles.optimize.TrainingStep;

/**
 * What a method may do to a training, through four seams:
 *
 * <ul>
 *   <li>the <b>learning rate</b> of a parameter group: {@link #rateFactor}, decided anew after
 *       every epoch;
 *   <li>the <b>weight</b> of a loss: {@link #lossWeights}, likewise, or a loss of its own, added in
 *       {@link #step};
 *   <li>the <b>gradients</b>: {@link #step} with a {@link miles.optimize.GradientRule};
 *   <li>the <b>forward signal</b>: {@link #step} with a loss of a prediction that it built itself.
 * </ul>
 *
 * <p>What happens within a step is built into the graph once and runs in the step's one call of the
 * session. An instance belongs to one run.
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

  /**
   * Adds to the graph what the method does within a training step. Called once, before the first
   * step, while variables can still be added; by default the step stays the graph's own.
   *
   * @param graph the graph of the run, for training
   */
  default TrainingStep step(FusionGraph graph) {
    return TrainingStep.of(graph);
  }

  /**
   * Prepares an epoch that is about to begin; called also for the first epoch after a resume, with
   * the variables as they were.
   *
   * @param epochsDone epochs that are done
   * @param workbench what the method may have done to the model
   */
  default void epochStarting(int epochsDone, Workbench workbench) {}

  /** Returns whether the method has nothing left to train, so that training ends. */
  default boolean finished() {
    return false;
  }

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
