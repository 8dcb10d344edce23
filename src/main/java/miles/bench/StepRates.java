package miles.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import miles.train.EpochRecord;
import miles.train.StepRecord;
import miles.train.TrainingListener;

/**
 * Listens to a training and, after each of its epochs, makes as many steps of something else: what
 * the two reach is measured in turn.
 *
 * <p>An epoch of the training is timed from the end of its first step to the end of its last, all
 * that the loop does between them included. The first epochs do not count.
 */
final class StepRates implements TrainingListener {

  private final IntToDoubleFunction other;
  private final int warmUp;
  private final long processStarted;
  private final List<Double> trainer = new ArrayList<>();
  private final List<Double> others = new ArrayList<>();
  private double firstStep = Double.NaN;
  private long first;
  private long last;

  /**
   * @param other makes that many steps, and returns how many it made a second
   * @param warmUp epochs that do not count
   * @param processStarted milliseconds since 1970
   */
  StepRates(IntToDoubleFunction other, int warmUp, long processStarted) {
    this.warmUp = warmUp;
    this.other = other;
    this.processStarted = processStarted;
  }

  @Override
  public void stepEnded(StepRecord step) {
    last = System.nanoTime();
    if (step.stepInEpoch() == 1) {
      first = last;
    }
    if (step.step() == 1) {
      firstStep = (System.currentTimeMillis() - processStarted) / 1e3;
    }
  }

  @Override
  public void epochEnded(EpochRecord epoch) {
    int steps = (int) (epoch.step() / epoch.epoch()) - 1;
    if (steps < 1) {
      throw new IllegalStateException("an epoch of one step has nothing to measure");
    }
    double rate = steps / ((last - first) / 1e9);
    double otherRate = other.applyAsDouble(steps);
    if (epoch.epoch() > warmUp) {
      trainer.add(rate);
      others.add(otherRate);
    }
  }

  /** Returns the steps per second of every epoch of the training. */
  Measurement trainer() {
    return new Measurement("steps/s", trainer);
  }

  /** Returns the steps per second of the other after every epoch. */
  Measurement other() {
    return new Measurement("steps/s", others);
  }

  /** Returns the seconds from the start of the process to the end of the first step. */
  double firstStep() {
    return firstStep;
  }
}
