package miles.train;

import java.util.Map;

/**
 * What wants to know how a training goes. Called in the training's thread, in the order in which
 * listeners were given; an exception of a listener ends the training.
 */
public interface TrainingListener {

  /** The first step is about to be made. */
  default void trainingStarted(TrainingPlan plan) {}

  /** A step was made. */
  default void stepEnded(StepRecord step) {}

  /** An epoch was evaluated, and its row and its checkpoint are on the disk. */
  default void epochEnded(EpochRecord epoch) {}

  /**
   * Returns whether {@link #embeddingNorms} is to be called, which costs a pass of the encoders
   * over up to {@value Evaluator#NORM_SAMPLES} samples an epoch.
   */
  default boolean wantsEmbeddingNorms() {
    return false;
  }

  /**
   * An epoch's embeddings were measured; called after {@link #epochEnded}.
   *
   * @param norms ‖z_m‖₂ by modality, of the validation split's samples that have it; of a large
   *     split, of {@value Evaluator#NORM_SAMPLES} samples evenly spread
   */
  default void embeddingNorms(int epoch, Map<String, float[]> norms) {}

  /** The last epoch ended, or the training stopped as asked. Not called if it fails. */
  default void trainingEnded(RunResult result) {}
}
