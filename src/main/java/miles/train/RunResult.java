package miles.train;

import java.nio.file.Path;

/**
 * What a training reached.
 *
 * @param layout the files of the run's folder
 * @param epochs epochs that were done, those before a resume included
 * @param steps steps that were done
 * @param best the best epoch by {@code training.monitor} on the validation split; number 0 if the
 *     training stopped before one was done
 * @param checkpoint the best epoch's checkpoint; absent if there is no such epoch
 * @param end why it ended
 * @param seconds wall-clock time of all epochs, their evaluation included
 */
public record RunResult(
    RunLayout layout,
    int epochs,
    long steps,
    ScoredEpoch best,
    Path checkpoint,
    End end,
    double seconds) {

  /** Why a training ended. */
  public enum End {
    /** Every epoch was done. */
    COMPLETE,
    /** Early stopping ended it. */
    EARLY_STOPPING,
    /** The balancing method ended it, for every encoder was frozen. */
    NOTHING_LEFT_TO_BALANCE,
    /** It was asked to stop; a resume goes on. */
    STOPPED
  }
}
