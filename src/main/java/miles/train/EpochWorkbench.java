package miles.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import miles.balance.Workbench;
import miles.config.RunConfig;
import miles.data.LoadedData;
import org.tensorflow.op.Op;

/**
 * What a balancing method may have done before an epoch.
 *
 * @param config the run
 * @param data its data
 * @param learner the model; its owner closes it
 * @param now the state of the run
 * @param stop ends a trial, which may take as long as the training, by a {@link
 *     CancellationException}
 */
record EpochWorkbench(
    RunConfig config, LoadedData data, Learner learner, TrainingState now, StopRequest stop)
    implements Workbench {

  @Override
  public void run(Op operation) {
    learner.run(operation);
  }

  @Override
  public void runOverTrainingSplit(Op operation) {
    learner.runOver(data.train(), operation);
  }

  @Override
  public Trial trial(Map<String, Double> lossWeights, int epochs) {
    try (Learner copy = learner.copy()) {
      SplitLosses before = losses(copy);
      train(copy, lossWeights, epochs);
      return new Trial(before, losses(copy));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void train(Learner copy, Map<String, Double> lossWeights, int epochs) {
    copy.weigh(lossWeights);
    try (EpochSteps steps = new EpochSteps(config.training(), data.train(), copy)) {
      LearningRates rates =
          LearningRates.of(config, steps.count(), copy.graph().groups(), group -> 1);
      for (int e = 0; e < epochs; e++) {
        long before = now.step() + (long) e * steps.count();
        steps.run(now.epoch() + e + 1, before, EpochProgress.NONE, rates::at, this::stepEnded);
      }
    }
  }

  private boolean stepEnded(int inEpoch, Losses losses) {
    if (stop.asked()) {
      throw new CancellationException("the training stops");
    }
    return true;
  }

  private SplitLosses losses(Learner model) {
    return new SplitLosses(model.losses(data.train()), model.losses(data.validation()));
  }
}
