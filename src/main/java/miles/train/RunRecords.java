package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.config.TrainingConfig;
import miles.data.LoadedData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that say what a run is: {@code run.yaml}, {@code preprocessing.json} and {@code
 * environment.json}.
 */
final class RunRecords {

  private static final Logger log = LoggerFactory.getLogger(RunRecords.class);

  private final RunLayout layout;
  private final RunConfig config;
  private final LoadedData data;

  RunRecords(RunLayout layout, RunConfig config, LoadedData data) {
    this.layout = layout;
    this.config = config;
    this.data = data;
  }

  /**
   * Checks that the folder's run can go on as this one. Its name, its paths, the number of epochs,
   * early stopping, the checkpoints to keep and the export may change.
   *
   * @throws RunFolderException if anything else differs
   */
  void check() throws IOException {
    RunConfig there = RunFile.read(layout.runFile(), List.of());
    List<String> differences = differences(there, config);
    if (!differences.isEmpty()) {
      throw new RunFolderException(
          "%s cannot be resumed with another run file; it differs in: %s. Undo the change, or train under another name."
              .formatted(layout.folder(), String.join("; ", differences)));
    }
    environment().ifPresent(this::check);
  }

  private void check(Environment there) {
    if (!there.dataHash().equals(data.contentHash())) {
      throw new RunFolderException(
          "%s cannot be resumed with other data: the manifest %s or a file that it names has changed since. Restore them, or train under another name."
              .formatted(layout.folder(), config.data().manifest()));
    }
    Environment.Host here = Environment.Host.current();
    boolean alike = there.starts().stream().allMatch(start -> start.host().computesLike(here));
    if (!alike) {
      log.warn(
          "{} was trained elsewhere or with another version, so the resumed run may differ in its last bits from one that never stopped: {}",
          layout.folder(),
          there.starts());
    }
  }

  /**
   * Writes the records, a resumed run's with this process added. The run file goes first: it makes
   * the folder a run's.
   *
   * @param epochsDone epochs that were done before
   */
  void write(int epochsDone) throws IOException {
    DurableFiles.write(layout.runFile(), RunFile.write(config));
    DurableFiles.write(layout.preprocessing(), data.preprocessing().toJson());
    Environment before =
        environment()
            .orElseGet(
                () ->
                    new Environment(
                        data.contentHash(),
                        config.training().seed(),
                        config.training().threads(),
                        List.of()));
    DurableFiles.write(layout.environment(), before.with(epochsDone).toJson());
  }

  private Optional<Environment> environment() throws IOException {
    Path file = layout.environment();
    return Files.exists(file)
        ? Optional.of(Environment.fromJson(Files.readString(file), file.toString()))
        : Optional.empty();
  }

  private static List<String> differences(RunConfig there, RunConfig here) {
    List<String> differences = new ArrayList<>();
    compare("task", there.task(), here.task(), differences);
    compare("data.label", there.data().label(), here.data().label(), differences);
    compare(
        "modalities",
        List.copyOf(there.modalities().entrySet()),
        List.copyOf(here.modalities().entrySet()),
        differences);
    compare("fusion", there.fusion(), here.fusion(), differences);
    compare("unimodal", there.unimodal(), here.unimodal(), differences);
    compare("optimizer", there.optimizer(), here.optimizer(), differences);
    compare("schedule", there.schedule(), here.schedule(), differences);
    compare("balance", there.balance(), here.balance(), differences);
    compare("training", fixed(there.training()), fixed(here.training()), differences);
    return differences;
  }

  private static void compare(String key, Object there, Object here, List<String> differences) {
    if (!there.equals(here)) {
      differences.add("%s (%s there, %s here)".formatted(key, there, here));
    }
  }

  /** Returns the part of the training section that may not change. */
  private static TrainingConfig fixed(TrainingConfig training) {
    return new TrainingConfig(
        1,
        training.batchSize(),
        training.evaluationBatchSize(),
        training.seed(),
        training.threads(),
        training.monitor(),
        Optional.empty(),
        1);
  }
}
