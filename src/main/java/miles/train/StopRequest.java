package miles.train;

/** Whether someone wants a training to stop before its end. Asked after every step. */
@FunctionalInterface
public interface StopRequest {

  /** Nobody does. */
  StopRequest NEVER = () -> false;

  /**
   * Returns whether the training is to stop: after the step under way it writes a checkpoint that a
   * resume goes on from, and returns {@link RunResult.End#STOPPED}. May be asked by any thread.
   */
  boolean asked();
}
