package miles.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import miles.config.TrainingConfig;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.Shuffle;

/** The steps of an epoch over the training split, in the order that the run's seed gives it. */
final class EpochSteps {

  private final Dataset data;
  private final long seed;
  private final Batch batch;

  /** What is told of every step. */
  @FunctionalInterface
  interface Observer {

    /**
     * A step was made.
     *
     * @param inEpoch the step in the epoch, counted from 1
     * @param losses its losses
     */
    void stepEnded(int inEpoch, Losses losses);
  }

  EpochSteps(TrainingConfig config, Dataset data) {
    this.data = data;
    this.seed = config.seed();
    this.batch = data.batch(Math.min(config.batchSize(), data.size()));
  }

  /** Returns the steps of an epoch; the last may have fewer samples. */
  int count() {
    return (int) (((long) data.size() + batch.capacity() - 1) / batch.capacity());
  }

  /**
   * Makes the steps of an epoch.
   *
   * @param learner the model
   * @param epoch the epoch, counted from 1
   * @param before steps of the run before this epoch
   * @param rates the learning rates of a step, counted from 0
   * @param observer is told of every step
   * @return the means of the losses
   */
  LossMeans run(
      Learner learner,
      int epoch,
      long before,
      LongFunction<Map<String, Double>> rates,
      Observer observer) {
    int[] order = Shuffle.order(seed, epoch, data.size());
    LossMeans means = new LossMeans();
    for (int s = 0; s < count(); s++) {
      int from = s * batch.capacity();
      data.read(order, from, Math.min(batch.capacity(), order.length - from), batch);
      Losses losses = learner.step(batch, before + s, rates.apply(before + s));
      observer.stepEnded(s + 1, losses);
      means.add(losses.parts(), batch);
    }
    return means;
  }

  /** Returns the ids of the samples of the step that was made last. */
  List<String> lastIds() {
    return Arrays.stream(batch.rows(), 0, batch.size()).mapToObj(data::id).toList();
  }
}
