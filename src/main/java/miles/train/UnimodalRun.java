package miles.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadedData;

/**
 * The unimodal run that {@code balance.miles.reference: unimodal} measures against: the one in the
 * folder {@code <run>-unimodal} beside the run's own.
 *
 * @param layout its files
 * @param config the run that refers to it
 * @param data the data of that run
 */
record UnimodalRun(RunLayout layout, RunConfig config, LoadedData data) {

  /** Returns the unimodal run of a run. */
  static UnimodalRun of(RunLayout run, RunConfig config, LoadedData data) {
    Path folder = run.folder().resolveSibling(run.folder().getFileName() + "-unimodal");
    return new UnimodalRun(new RunLayout(folder), config, data);
  }

  /**
   * Returns the best validation score of every modality's head over the epochs of the run.
   *
   * @throws RunFolderException if the run is missing, unfinished, or of another kind or other data
   */
  Map<String, Double> headScores() {
    try {
      check();
      List<Map<String, Double>> epochs = EpochLog.read(layout.epochs());
      Map<String, Double> best = new LinkedHashMap<>();
      for (String modality : config.modalities().keySet()) {
        epochs.stream()
            .mapToDouble(epoch -> epoch.getOrDefault("score/head/" + modality, Double.NaN))
            .filter(Double::isFinite)
            .max()
            .ifPresent(score -> best.put(modality, score));
      }
      return best;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void check() throws IOException {
    if (!Files.exists(layout.runFile())) {
      throw refused("there is no such run");
    }
    RunConfig there = RunFile.read(layout.runFile(), List.of());
    if (there.balance().method() != Method.UNIMODAL) {
      throw refused("its balance.method is another");
    }
    boolean alike =
        there.task().equals(config.task())
            && there.data().label().equals(config.data().label())
            && there.modalities().equals(config.modalities());
    if (!alike) {
      throw refused("its task, label column or modalities are others");
    }
    String hash = Environment.read(layout.environment()).dataHash();
    if (!hash.equals(data.contentHash())) {
      throw refused("its data are others");
    }
    TrainingState state = new Checkpoints(layout.checkpoints()).latest().state();
    if (state.epoch() < there.training().epochs() && !state.exhausted(there.training())) {
      throw refused(
          "it is unfinished, at epoch %d of %d"
              .formatted(state.epoch(), there.training().epochs()));
    }
  }

  private RunFolderException refused(String why) {
    return new RunFolderException(
        "balance.miles.reference: unimodal needs the finished unimodal run %s, but %s. Train it first: the same run file with --set balance.method=unimodal --set name=%s"
            .formatted(layout.folder(), why, layout.folder().getFileName()));
  }
}
