package miles.train;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import miles.balance.BalancingMethod;
import miles.balance.EpochScores;
import miles.config.BalanceConfig.Split;
import miles.config.RunConfig;
import miles.config.TrainingConfig;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.LoadedData;
import miles.data.Shuffle;
import miles.evaluate.ModalityScores;
import miles.schedule.Schedule;

/** The loop over epochs, and over the steps of an epoch. */
final class EpochLoop {

  private final TrainingConfig config;
  private final LoadedData data;
  private final Learner learner;
  private final Scoring scoring;
  private final BalancingMethod balancing;
  private final LearningRates rates;
  private final Journal journal;
  private final Batch batch;
  private final int stepsPerEpoch;

  /**
   * @param run the run file
   * @param data splits for training and validation
   * @param learner the model; its owner closes it
   * @param balancing the method
   * @param journal keeps every epoch
   */
  EpochLoop(
      RunConfig run, LoadedData data, Learner learner, BalancingMethod balancing, Journal journal) {
    this.config = run.training();
    this.data = data;
    this.learner = learner;
    this.scoring = new Scoring(run);
    this.balancing = balancing;
    this.journal = journal;
    this.batch = data.train().batch(Math.min(config.batchSize(), data.train().size()));
    this.stepsPerEpoch = stepsPerEpoch(run, data);
    Schedule schedule = Schedule.of(run.schedule(), stepsPerEpoch, config.epochs());
    double base = run.optimizer().learningRate();
    this.rates = new LearningRates(base, schedule, learner.graph().groups(), balancing);
  }

  /** Returns the steps of an epoch; the last may have fewer samples. */
  static int stepsPerEpoch(RunConfig run, LoadedData data) {
    long batchSize = run.training().batchSize();
    return (int) ((data.train().size() + batchSize - 1) / batchSize);
  }

  /** Trains the epochs that are left. */
  TrainingState run(TrainingState start) throws IOException {
    TrainingState state = start;
    while (state.epoch() < config.epochs() && !state.exhausted(config)) {
      state = epoch(state);
    }
    return state;
  }

  private TrainingState epoch(TrainingState before) throws IOException {
    long started = System.nanoTime();
    learner.weigh(balancing.lossWeights());
    Losses losses = steps(before.epoch() + 1, before.step());
    long step = before.step() + stepsPerEpoch;
    Scored validation = score(data.validation(), step);
    Optional<ModalityScores> training =
        balancing.scoredSplit() == Split.TRAIN
            ? Optional.of(score(data.train(), step).scores())
            : Optional.empty();
    double seconds = (System.nanoTime() - started) / 1e9;
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
    balancing.epochEnded(new EpochScores(validation.scores(), training));
    TrainingState after = before.after(epoch, config, balancing.state());
    journal.write(epoch, after, learner.session());
    if (journal.wantsEmbeddingNorms()) {
      journal.embeddingNorms(epoch.epoch(), learner.embeddingNorms(data.validation()));
    }
    return after;
  }

  private Losses steps(int epoch, long stepsBefore) {
    int[] order = Shuffle.order(config.seed(), epoch, data.train().size());
    LossMeans means = new LossMeans();
    for (int s = 0; s < stepsPerEpoch; s++) {
      int from = s * batch.capacity();
      data.train().read(order, from, Math.min(batch.capacity(), order.length - from), batch);
      long step = stepsBefore + s;
      Losses losses = learner.step(batch, step, rates.at(step));
      if (!losses.finite()) {
        throw diverged("The loss is not a finite number: " + losses.parts(), step + 1);
      }
      means.add(losses.parts(), batch);
      journal.step(new StepRecord(epoch, s + 1, stepsPerEpoch, step + 1, losses.total()));
    }
    return means.mean(balancing.lossWeights());
  }

  /** Losses and scores of a split, with the variables as they are. */
  private record Scored(Losses losses, ModalityScores scores) {}

  private Scored score(Dataset split, long step) {
    Evaluator.Evaluation evaluation = learner.evaluate(split);
    Losses losses = evaluation.losses().mean(balancing.lossWeights());
    if (!evaluation.probabilities().finite()) {
      throw diverged("A prediction is not a finite number after the epoch", step);
    }
    return new Scored(losses, scoring.of(split, evaluation.probabilities()));
  }

  private DivergedException diverged(String what, long step) {
    List<String> ids =
        Arrays.stream(batch.rows(), 0, batch.size()).mapToObj(data.train()::id).toList();
    return new DivergedException(what, step, ids, journal.lastCheckpoint());
  }
}
