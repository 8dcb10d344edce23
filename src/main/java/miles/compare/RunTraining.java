package miles.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadedData;
import miles.interop.ImportedEncoders;
import miles.interop.Trust;
import miles.train.DivergedException;
import miles.train.RunEncoders;
import miles.train.RunFolder;
import miles.train.RunLayout;
import miles.train.RunResult;
import miles.train.Scorecard;
import miles.train.StopRequest;
import miles.train.StoppedException;
import miles.train.TrainedRun;
import miles.train.Trainer;
import miles.train.TrainingListener;

/**
 * One run from its first step, or from where it was stopped, to its score.
 *
 * @param run the run
 * @param data its data
 * @param trust whether SavedModels that it takes encoders out of are checked
 * @param scoresTest whether the test split is scored at the end
 */
record RunTraining(PlannedRun run, LoadedData data, Trust trust, boolean scoresTest) {

  /**
   * Returns the score of the run if it is finished: trained by what this run file says, on these
   * very data, and scored.
   *
   * @throws miles.train.RunFolderException if a SavedModel that the run took an encoder out of has
   *     changed since
   */
  Optional<RunScore> finished() throws IOException {
    RunLayout layout = new RunLayout(run.folder());
    Optional<RunScore> score = RunScore.read(run.folder());
    boolean same =
        score.isPresent()
            && score.get().dataHash().equals(data.contentHash())
            && Files.exists(layout.runFile())
            && isRunFile(layout.runFile());
    if (same) {
      RunEncoders.readUnchanged(run.config(), layout);
    }
    return same ? score : Optional.empty();
  }

  /**
   * Returns whether a file says what this run's says. A key that an earlier version did not know
   * has its default, which is what that version did.
   */
  private boolean isRunFile(Path file) {
    return RunFile.write(RunFile.read(file, List.of())).equals(RunFile.write(run.config()));
  }

  /**
   * Checks, without changing anything, that the folder is free or holds this run.
   *
   * @throws miles.train.RunFolderException if it holds another run or other data's
   */
  void check() throws IOException {
    RunLayout layout = new RunLayout(run.folder());
    RunFolder.checkFree(layout);
    if (Files.exists(layout.runFile())) {
      Trainer.checkResumable(layout, run.config(), data);
    }
  }

  /**
   * Trains what is left, then scores the best epoch.
   *
   * @param listener hears every step
   * @param stop whether to stop
   * @throws miles.train.RunFolderException if the folder holds another run or other data's
   * @throws StoppedException if it was to stop
   */
  RunScore train(TrainingListener listener, StopRequest stop) throws IOException {
    boolean begun = Files.exists(new RunLayout(run.folder()).runFile());
    RunFolder.Existing existing = begun ? RunFolder.Existing.RESUME : RunFolder.Existing.REFUSE;
    try (RunFolder folder = RunFolder.open(run.folder(), existing)) {
      // A score of fewer epochs must not outlive the first of the others.
      RunScore.delete(run.folder());
      RunScore score = trained(folder, listener, stop);
      score.write(run.folder());
      return score;
    }
  }

  private RunScore trained(RunFolder folder, TrainingListener listener, StopRequest stop)
      throws IOException {
    try {
      ImportedEncoders imported = RunEncoders.open(run.config(), folder, trust);
      Trainer trainer = new Trainer(run.config(), data, imported, List.of(listener));
      RunResult result = trainer.train(folder, stop);
      if (stop.asked()) {
        throw stopped();
      }
      return score(result);
    } catch (DivergedException e) {
      return new RunScore(
          RunScore.End.DIVERGED, 0, 0, 0, 0, Double.NaN, Map.of(), data.contentHash());
    }
  }

  /** Returns what a run that is not finished, or not begun, ends with at the user's wish. */
  static StoppedException stopped() {
    return new StoppedException(
        "Stopped; finished runs are kept, and the same command goes on where it was.");
  }

  private RunScore score(RunResult result) throws IOException {
    return new RunScore(
        end(result.end()),
        result.best().epoch(),
        result.epochs(),
        result.steps(),
        result.seconds(),
        validation(result.best().scores(), run.config()),
        scoresTest ? test() : Map.of(),
        data.contentHash());
  }

  private static RunScore.End end(RunResult.End end) {
    return switch (end) {
      case COMPLETE -> RunScore.End.COMPLETE;
      case EARLY_STOPPING -> RunScore.End.EARLY_STOPPING;
      case NOTHING_LEFT_TO_BALANCE -> RunScore.End.NOTHING_LEFT_TO_BALANCE;
      case STOPPED -> throw new IllegalArgumentException("a stopped run has no score");
    };
  }

  /** Returns what tunes parameters: the fused score, or the heads' mean where nothing is fused. */
  private static double validation(Map<String, Double> scores, RunConfig config) {
    if (config.balance().method().trainsFusion()) {
      return scores.getOrDefault(RunScore.FULL, Double.NaN);
    }
    return config.modalities().keySet().stream()
        .mapToDouble(modality -> scores.getOrDefault("head/" + modality, Double.NaN))
        .average()
        .orElse(Double.NaN);
  }

  private Map<String, Double> test() throws IOException {
    try (TrainedRun trained = TrainedRun.open(run.folder())) {
      Scorecard card = trained.score(data.test());
      Map<String, Double> scores = new LinkedHashMap<>();
      if (trained.hasFusion()) {
        scores.put(RunScore.FULL, card.fused().score(card.score()));
      }
      card.heads()
          .forEach((name, metrics) -> scores.put("head/" + name, metrics.score(card.score())));
      if (trained.hasFusion()) {
        putMasked(card, scores);
      }
      return scores;
    }
  }

  private static void putMasked(Scorecard card, Map<String, Double> scores) {
    List<String> modalities = card.modalities();
    for (String modality : modalities) {
      put(card, Set.of(modality), "only/" + modality, scores);
    }
    for (String modality : modalities.size() > 2 ? modalities : List.<String>of()) {
      Set<String> others = new TreeSet<>(modalities);
      others.remove(modality);
      put(card, others, "without/" + modality, scores);
    }
    scores.put(RunScore.IMBALANCE, card.imbalance());
  }

  private static void put(
      Scorecard card, Set<String> subset, String name, Map<String, Double> scores) {
    Optional.ofNullable(card.subsets().get(subset))
        .ifPresent(metrics -> scores.put(name, metrics.score(card.score())));
  }
}
