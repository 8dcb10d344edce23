package miles.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;
import miles.config.RunFile;

/**
 * Makes the runs of variants from a run file, which is read once, for it may be edited while runs
 * are made.
 *
 * @param text the run file's text
 * @param runFile the run file
 * @param overrides what overrides it in every run
 */
record Plan(String text, Path runFile, List<String> overrides) {

  /** What a comparison itself decides in every run. */
  static final Set<String> OWN_KEYS =
      Set.of("balance.method", "training.seed", "training.checkpoints");

  /**
   * Returns the run file's settings for a method.
   *
   * @throws miles.config.ConfigException if the run file cannot be used with the method
   */
  RunConfig base(Method method) {
    return config(new Variant(method, Map.of()), List.of());
  }

  /** Returns a run of every variant with every seed, a variant's together. */
  List<PlannedRun> runs(List<Variant> variants, List<Long> seeds, Path folder) {
    List<PlannedRun> runs = new ArrayList<>();
    for (Variant variant : variants) {
      for (long seed : seeds) {
        runs.add(run(variant, seed, folder.resolve(variant.runName(seed))));
      }
    }
    return runs;
  }

  private PlannedRun run(Variant variant, long seed, Path folder) {
    List<String> own =
        List.of(
            "training.seed=" + seed,
            "name=" + folder.getFileName(),
            // The newest goes on after a kill, the best is scored; nothing else is needed.
            "training.checkpoints=1");
    RunConfig config = config(variant, own);
    return new PlannedRun(variant, seed, config, folder, reference(config, variant, seed, folder));
  }

  private Optional<PlannedRun> reference(
      RunConfig config, Variant variant, long seed, Path folder) {
    if (!config.balance().needsUnimodalRun()) {
      return Optional.empty();
    }
    Variant unimodal = new Variant(Method.UNIMODAL, variant.sharedParameters());
    return Optional.of(
        run(unimodal, seed, folder.resolveSibling(folder.getFileName() + "-unimodal")));
  }

  private RunConfig config(Variant variant, List<String> own) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(variant.overrides());
    all.addAll(own);
    return RunFile.parse(text, runFile, all);
  }
}
