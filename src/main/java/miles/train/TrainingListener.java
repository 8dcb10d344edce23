package miles.train;

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

  /** The last epoch ended. Not called if the training fails. */
  default void trainingEnded(RunResult result) {}
}
