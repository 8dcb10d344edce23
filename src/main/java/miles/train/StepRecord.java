package miles.train;

/**
 * One step that was done.
 *
 * @param epoch the epoch, counted from 1
 * @param stepInEpoch the step in the epoch, counted from 1
 * @param stepsPerEpoch steps of one epoch
 * @param step steps of the run up to this one
 * @param loss the loss that was lowered, before the step
 */
public record StepRecord(int epoch, int stepInEpoch, int stepsPerEpoch, long step, double loss) {}
