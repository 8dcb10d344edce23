package miles.train;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import miles.balance.BalancingMethod;
import miles.balance.EpochScores;
import miles.config.BalanceConfig.Split;
import miles.config.RunConfig;
import miles.config.TrainingConfig;
import miles.data.Dataset;
import miles.data.LoadedData;
import miles.evaluate.ModalityScores;

/** The loop over epochs, and over the steps of an epoch; owns the buffers of the batches. */
final class EpochLoop implements AutoCloseable {

  /** So many variables that are not finite are named. */
  private static final int NAMED = 3;

  private final RunConfig run;
  private final TrainingConfig config;
  private final LoadedData data;
  private final Learner learner;
  private final Scoring scoring;
  private final BalancingMethod balancing;
  private final LearningRates rates;
  private final Journal journal;
  private final EpochSteps steps;
  private final FiniteVariables finite;
  private final StopRequest stop;

  /**
   * @param run the run file
   * @param data splits for training and validation
   * @param learner the model with the values to begin with; its owner closes it
   * @param balancing the method
   * @param journal keeps every epoch
   * @param stop ends the loop after the step under way
   */
  EpochLoop(
      RunConfig run,
      LoadedData data,
      Learner learner,
      BalancingMethod balancing,
      Journal journal,
      StopRequest stop) {
    this.run = run;
    this.config = run.training();
    this.data = data;
    this.learner = learner;
    this.scoring = new Scoring(run);
    this.balancing = balancing;
    this.journal = journal;
    this.stop = stop;
    this.steps = new EpochSteps(config, data.train(), learner);
    this.finite = new FiniteVariables(learner.graph().graph(), learner.session());
    this.rates =
        LearningRates.of(run, steps.count(), learner.graph().groups(), balancing::rateFactor);
  }

  /** Returns the steps of an epoch. */
  int stepsPerEpoch() {
    return steps.count();
  }

  /** Trains the epochs that are left, or until it is to stop. */
  TrainingState run(TrainingState start) throws IOException {
    TrainingState state = start;
    while (!ended(state) && !stop.asked()) {
      state = epoch(state);
    }
    return state;
  }

  /** Returns whether nothing is left to train. */
  boolean ended(TrainingState state) {
    return state.epoch() >= config.epochs() || state.exhausted(config) || balancing.finished();
  }

  private TrainingState epoch(TrainingState before) throws IOException {
    long started = System.nanoTime();
    // What a method does before an epoch is in the checkpoint of one that was stopped.
    if (before.underway().steps() == 0 && !prepare(before)) {
      return before;
    }
    Map<String, Double> weights = balancing.lossWeights();
    learner.weigh(weights);
    Steps done = steps(before);
    if (done.stopped()) {
      double seconds = before.underway().seconds() + seconds(started);
      EpochProgress underway = new EpochProgress(steps.done(), done.means().sums(), seconds);
      TrainingState stopped = before.within(underway, balancing.state());
      journal.stop(stopped, learner.session());
      return stopped;
    }
    Losses losses = done.means().mean(weights);
    long step = before.step() + steps.count();
    Scored validation = score(data.validation(), step);
    Optional<ModalityScores> training =
        balancing.scoredSplit() == Split.TRAIN
            ? Optional.of(score(data.train(), step).scores())
            : Optional.empty();
    double seconds = before.underway().seconds() + seconds(started);
    EpochRecord epoch =
        new EpochRecord(
            before.epoch() + 1,
            step,
            losses,
            validation.losses(),
            validation.scores(),
            training,
            rates.at(step - 1),
            seconds);
    balancing.epochEnded(
        new EpochScores(validation.scores(), training, validation.losses().parts()));
    TrainingState after = before.after(epoch, config, balancing.state());
    journal.write(epoch, after, learner.session());
    if (journal.wantsEmbeddingNorms()) {
      journal.embeddingNorms(epoch.epoch(), learner.embeddingNorms(data.validation()));
    }
    return after;
  }

  /** Returns whether it was done; if the training is to stop, the epoch has not begun. */
  private boolean prepare(TrainingState before) {
    try {
      balancing.epochStarting(before.epoch(), new EpochWorkbench(run, data, learner, before, stop));
      return true;
    } catch (CancellationException e) {
      return false;
    }
  }

  /**
   * The steps of an epoch.
   *
   * @param stopped whether the last of them was followed by a wish to stop
   */
  private record Steps(LossMeans means, boolean stopped) {}

  private Steps steps(TrainingState before) {
    int epoch = before.epoch() + 1;
    boolean[] stopped = {false};
    LossMeans means =
        steps.run(
            epoch,
            before.step(),
            before.underway(),
            rates::at,
            (inEpoch, losses) -> {
              long step = before.step() + inEpoch;
              if (!losses.finite()) {
                throw diverged(
                    "The loss is not a finite number: " + losses.parts(), step, steps.lastIds());
              }
              journal.step(new StepRecord(epoch, inEpoch, steps.count(), step, losses.total()));
              stopped[0] = stop.asked();
              return !stopped[0];
            });
    requireFiniteVariables(before.step() + steps.done());
    return new Steps(means, stopped[0]);
  }

  private static double seconds(long started) {
    return (System.nanoTime() - started) / 1e9;
  }

  /** Losses and scores of a split, with the variables as they are. */
  private record Scored(Losses losses, ModalityScores scores) {}

  private Scored score(Dataset split, long step) {
    Evaluator.Evaluation evaluation = learner.evaluate(split);
    Losses losses = evaluation.losses().mean(balancing.lossWeights());
    if (!evaluation.probabilities().finite()) {
      throw diverged("A prediction is not a finite number after the epoch", step, List.of());
    }
    return new Scored(losses, scoring.of(split, evaluation.probabilities()));
  }

  @Override
  public void close() {
    steps.close();
  }

  /** What no loss shows must not reach a checkpoint either. */
  private void requireFiniteVariables(long step) {
    List<String> lost = finite.lost(learner.session());
    if (!lost.isEmpty()) {
      String which = String.join(", ", lost.subList(0, Math.min(lost.size(), NAMED)));
      String more = lost.size() > NAMED ? " and %d more".formatted(lost.size() - NAMED) : "";
      throw diverged("Numbers that are not finite in %s%s".formatted(which, more), step, List.of());
    }
  }

  private DivergedException diverged(String what, long step, List<String> ids) {
    return new DivergedException(what, step, ids, journal.lastCheckpoint());
  }
}
