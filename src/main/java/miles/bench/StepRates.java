package miles.bench;

import java.util.ArrayList;
import java.util.List;
import miles.train.EpochRecord;
import miles.train.StepRecord;
import miles.train.TrainingListener;

/**
 * Listens to a training and, after each of its epochs, steps the bare loop as often: what the two
 * reach is measured in turn.
 *
 * <p>An epoch of the training is timed from the end of its first step to the end of its last, all
 * that the loop does between them included. The first {@value #WARM_UP} epochs do not count.
 */
final class StepRates implements TrainingListener {

  /** Epochs while the Java machine compiles and TensorFlow fills its caches. */
  static final int WARM_UP = 2;

  private final BareLoop bare;
  private final long processStarted;
  private final List<Double> trainer = new ArrayList<>();
  private final List<Double> ceiling = new ArrayList<>();
  private double firstStep = Double.NaN;
  private long first;
  private long last;

  /**
   * @param bare what to compare with; its owner closes it
   * @param processStarted milliseconds since 1970
   */
  StepRates(BareLoop bare, long processStarted) {
    this.bare = bare;
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
      throw new IllegalArgumentException(
          "an epoch of one step has nothing to measure. Take a smaller training.batch_size.");
    }
    double rate = steps / ((last - first) / 1e9);
    double bareRate = bare.stepsPerSecond(steps);
    if (epoch.epoch() > WARM_UP) {
      trainer.add(rate);
      ceiling.add(bareRate);
    }
  }

  /** Returns the steps per second of every epoch of the training. */
  Measurement trainer() {
    return new Measurement("steps/s", trainer);
  }

  /** Returns the steps per second of the bare loop after every epoch. */
  Measurement ceiling() {
    return new Measurement("steps/s", ceiling);
  }

  /** Returns the seconds from the start of the process to the end of the first step. */
  double firstStep() {
    return firstStep;
  }
}
