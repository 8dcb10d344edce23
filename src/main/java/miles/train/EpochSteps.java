package miles.train;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import miles.config.TrainingConfig;
import miles.data.Dataset;
import miles.data.Shuffle;

/** The steps of an epoch over the training split, in the order that the run's seed gives it. */
final class EpochSteps implements AutoCloseable {

  private final Dataset data;
  private final long seed;
  private final Learner learner;
  private final ReadAhead batches;
  private int[] order = {};
  private int done;

  /** What is told of every step. */
  @FunctionalInterface
  interface Observer {

    /**
     * A step was made.
     *
     * @param inEpoch the step in the epoch, counted from 1
     * @param losses its losses
     * @return whether the next step is to be made
     */
    boolean stepEnded(int inEpoch, Losses losses);
  }

  /**
   * @param config batch size and seed
   * @param data the training split
   * @param learner the model; its owner closes it later than this
   */
  EpochSteps(TrainingConfig config, Dataset data, Learner learner) {
    this.data = data;
    this.seed = config.seed();
    this.learner = learner;
    int capacity = Math.min(config.batchSize(), data.size());
    this.batches = new ReadAhead(learner.graph(), data, capacity);
  }

  /** Returns the steps of an epoch; the last may have fewer samples. */
  int count() {
    return (int) (((long) data.size() + batches.capacity() - 1) / batches.capacity());
  }

  /**
   * Makes the steps of an epoch, or those that are left of it, until the observer ends them.
   *
   * @param epoch the epoch, counted from 1
   * @param before steps of the run before this epoch
   * @param from the steps of the epoch that are done
   * @param rates the learning rates of a step, counted from 0
   * @param observer is told of every step
   * @return the means of the losses of all steps of the epoch
   */
  LossMeans run(
      int epoch,
      long before,
      EpochProgress from,
      LongFunction<Map<String, Double>> rates,
      Observer observer) {
    order = Shuffle.order(seed, epoch, data.size());
    done = from.steps();
    LossMeans means = new LossMeans(from.losses());
    int first = Math.min(done * batches.capacity(), order.length);
    batches.forEach(
        Arrays.copyOfRange(order, first, order.length),
        slot -> {
          long step = before + done;
          done++;
          Losses losses = learner.step(slot, step, rates.apply(step));
          means.add(losses.parts(), slot.batch());
          return observer.stepEnded(done, losses);
        });
    return means;
  }

  /** Returns the steps of the epoch that are done. */
  int done() {
    return done;
  }

  /** Returns the ids of the samples of the two steps of the epoch that were made last. */
  List<String> lastIds() {
    int from = Math.max(0, done - 2) * batches.capacity();
    int to = Math.min(done * batches.capacity(), order.length);
    return Arrays.stream(order, from, to).mapToObj(data::id).toList();
  }

  @Override
  public void close() {
    batches.close();
  }
}
