package miles.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import miles.balance.BalancingMethod;
import miles.balance.BalancingMethods;
import miles.config.RunConfig;
import miles.config.TrainingConfig.Precision;
import miles.data.LoadedData;
import miles.interop.ImportedEncoders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains one run: from a run file and its data to checkpoints and {@code epochs.csv}.
 *
 * <p>The same run file, data, machine and versions give the same bits, whether the run is stopped
 * and resumed or not.
 */
public final class Trainer {

  private static final Logger log = LoggerFactory.getLogger(Trainer.class);

  private final RunConfig config;
  private final LoadedData data;
  private final ImportedEncoders imported;
  private final List<TrainingListener> listeners;

  /**
   * A training without imported encoders.
   *
   * @param config the resolved run file
   * @param data the data that it names, with a training and a validation split
   * @param listeners what wants to know how it goes
   * @throws IllegalArgumentException if one of the two splits is empty
   */
  public Trainer(RunConfig config, LoadedData data, List<TrainingListener> listeners) {
    this(config, data, ImportedEncoders.NONE, listeners);
  }

  /**
   * @param config the resolved run file
   * @param data the data that it names, with a training and a validation split
   * @param imported the encoders that it takes out of SavedModels; see {@link RunEncoders}
   * @param listeners what wants to know how it goes
   * @throws IllegalArgumentException if one of the two splits is empty
   */
  public Trainer(
      RunConfig config,
      LoadedData data,
      ImportedEncoders imported,
      List<TrainingListener> listeners) {
    if (data.train().size() == 0 || data.validation().size() == 0) {
      throw new IllegalArgumentException(
          "training needs samples to train on and to validate on; %s has %d and %d"
              .formatted(config.data().manifest(), data.train().size(), data.validation().size()));
    }
    this.config = config;
    this.data = data;
    this.imported = imported;
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Trains to the last epoch, or until early stopping.
   *
   * @see #train(RunFolder, StopRequest)
   */
  public RunResult train(RunFolder folder) throws IOException {
    return train(folder, StopRequest.NEVER);
  }

  /**
   * Trains to the last epoch, until early stopping, or until it is to stop.
   *
   * @param folder the run's folder, which the caller opened and closes; an old run that is to be
   *     overwritten is deleted here, when everything else is ready
   * @param stop whether to stop; the step under way is finished and kept
   * @throws DivergedException if a loss is not a finite number
   * @throws WriteFailedException if the run's files cannot be written; the epochs before are kept
   * @throws RunFolderException if the run to resume has another run file or other data
   */
  public RunResult train(RunFolder folder, StopRequest stop) throws IOException {
    RunLayout layout = folder.layout();
    RunRecords records = new RunRecords(layout, config, data, imported);
    if (folder.resumes()) {
      records.check();
    }
    BalancingMethod balancing =
        BalancingMethods.of(config, () -> UnimodalRun.of(layout, config, data).headScores());
    if (config.training().precision() == Precision.BF16
        && !Sessions.usesBfloat16(config.training())) {
      log.warn(
          "training.precision: bf16 is left at 32 bits, because this processor is not known to have instructions for it.");
    }
    FrozenEmbeddings embedded = embed(folder);
    try (Learner learner =
        Learner.open(config, embedded.data(), embedded.imported(), balancing::step)) {
      folder.begin();
      return train(new Start(layout, records, embedded.data(), stop), balancing, learner);
    } catch (IOException e) {
      throw WriteFailedException.of(layout.folder(), e);
    } catch (UncheckedIOException e) {
      throw WriteFailedException.of(layout.folder(), Objects.requireNonNull(e.getCause()));
    }
  }

  /**
   * Checks that a run which was begun can go on as another run file says; nothing is changed, and
   * SavedModels that it takes encoders out of are not looked at.
   *
   * @param layout the run's folder
   * @param config the resolved run file
   * @param data the data that it names
   * @throws RunFolderException if it cannot
   */
  public static void checkResumable(RunLayout layout, RunConfig config, LoadedData data)
      throws IOException {
    RunRecords.checkRun(layout, config, data);
  }

  /** Applies the encoders that do not change; those of a resumed run are in its checkpoints. */
  private FrozenEmbeddings embed(RunFolder folder) throws IOException {
    RunLayout layout = folder.layout();
    if (ImportedEncoders.ofKind(config).isEmpty()) {
      return new FrozenEmbeddings(data, imported);
    }
    Optional<Checkpoint> resumed =
        folder.resumes() ? new Checkpoints(layout.checkpoints()).recover() : Optional.empty();
    if (resumed.isEmpty()) {
      RunEncoders.requireValues(config, imported);
    }
    Optional<Path> cache = Optional.of(layout.cache()).filter(path -> config.data().cache());
    return FrozenEmbeddings.of(config, data, imported, resumed, cache);
  }

  /**
   * What a training starts with.
   *
   * @param training the data, with embeddings where encoders do not change
   */
  private record Start(
      RunLayout layout, RunRecords records, LoadedData training, StopRequest stop) {}

  private RunResult train(Start with, BalancingMethod balancing, Learner learner)
      throws IOException {
    RunLayout layout = with.layout();
    Checkpoints checkpoints = new Checkpoints(layout.checkpoints());
    if (Files.exists(layout.epochs()) && !checkpoints.any()) {
      log.warn(
          "No checkpoint is left of the epochs in {}: training begins at epoch 1.",
          layout.epochs());
    }
    Optional<Checkpoint> resumed = checkpoints.recover();
    if (resumed.isPresent()) {
      resumed.get().restore(learner.session());
      balancing.restore(resumed.get().state().balancing());
    }
    TrainingState start =
        resumed.map(Checkpoint::state).orElseGet(() -> TrainingState.fresh(balancing.state()));
    EpochLog epochs = EpochLog.open(layout.epochs(), start.epoch());
    with.records().write(start.epoch());
    int keep = config.training().checkpoints();
    Journal journal = new Journal(epochs, checkpoints, keep, listeners, resumed);
    try (EpochLoop loop =
        new EpochLoop(config, with.training(), learner, balancing, journal, with.stop())) {
      TrainingPlan plan =
          new TrainingPlan(
              config, layout, start.epoch(), start.underway().steps(), loop.stepsPerEpoch());
      listeners.forEach(listener -> listener.trainingStarted(plan));
      TrainingState end = loop.run(start);
      RunResult.End why = loop.ended(end) ? reason(end, balancing) : RunResult.End.STOPPED;
      RunResult result = result(layout, checkpoints, end, why);
      listeners.forEach(listener -> listener.trainingEnded(result));
      return result;
    }
  }

  private RunResult result(
      RunLayout layout, Checkpoints checkpoints, TrainingState end, RunResult.End why)
      throws IOException {
    return new RunResult(
        layout,
        end.epoch(),
        end.step() + end.underway().steps(),
        end.best(),
        checkpoints.of(end.best().epoch()),
        why,
        EpochLog.seconds(layout.epochs()));
  }

  private RunResult.End reason(TrainingState end, BalancingMethod balancing) {
    if (end.epoch() >= config.training().epochs()) {
      return RunResult.End.COMPLETE;
    }
    return balancing.finished()
        ? RunResult.End.NOTHING_LEFT_TO_BALANCE
        : RunResult.End.EARLY_STOPPING;
  }
}
