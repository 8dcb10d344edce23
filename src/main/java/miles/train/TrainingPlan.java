package miles.train;

import miles.config.RunConfig;

/**
 * What a training is about to do.
 *
 * @param config the resolved run file
 * @param layout the files of the run's folder
 * @param epochsDone epochs that an earlier process did; 0 for a new run
 * @param stepsOfEpochDone steps that it did of the epoch in which it stopped
 * @param stepsPerEpoch steps of one epoch
 */
public record TrainingPlan(
    RunConfig config, RunLayout layout, int epochsDone, int stepsOfEpochDone, int stepsPerEpoch) {

  /** Returns the steps that an earlier process did. */
  public long stepsDone() {
    return (long) epochsDone * stepsPerEpoch + stepsOfEpochDone;
  }
}
