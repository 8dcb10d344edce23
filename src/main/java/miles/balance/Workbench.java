package miles.balance;

import java.util.Map;
import org.tensorflow.op.Op;

/** What the training loop does to the model for a method, between two epochs. */
public interface Workbench {

  /** Runs an operation of the training graph once. */
  void run(Op operation);

  /**
   * Runs an operation of the training graph once for every batch of the training split, fed, and in
   * the mode of evaluation.
   */
  void runOverTrainingSplit(Op operation);

  /**
   * Trains a copy of the model; the model itself stays as it is.
   *
   * @param lossWeights the weight of every loss of the graph
   * @param epochs how long, at least 1; the copy sees the samples in the order in which the model
   *     would
   */
  Trial trial(Map<String, Double> lossWeights, int epochs);

  /**
   * Mean losses of a copy, by the keys of the loss weights, before and after it was trained.
   *
   * @param before at the start
   * @param after at the end
   */
  record Trial(SplitLosses before, SplitLosses after) {}

  /**
   * Mean losses of a model in the mode of evaluation.
   *
   * @param train over the training split
   * @param validation over the validation split
   */
  record SplitLosses(Map<String, Double> train, Map<String, Double> validation) {}
}
