package miles.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import miles.config.BalanceConfig.Method;
import miles.config.ModalityConfig;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadedData;
import miles.train.RunLayout;
import miles.train.StopRequest;

/**
 * Compares balancing methods: trains every variant with every seed, and sums up.
 *
 * <p>A seed gives every variant the same initial values and the same order of samples; every
 * variant has the run file's epochs; epochs and tuned parameters are chosen on the validation
 * split. A comparison that was stopped goes on where it was: finished runs are not run again, and a
 * run that was under way goes on from its last epoch.
 *
 * <p>Files: {@code runs/<run>/} and, of trials, {@code tuning/<run>/}; {@code compare.csv} and
 * {@code tuning.csv}, see {@link RunTable}; {@code summary.json}.
 */
public final class Comparison {

  /** The seed of the trials' runs and draws, which no run that is compared has. */
  public static final long TUNING_SEED = 0;

  private static final String RUNS = "runs";

  private final ComparisonSettings settings;
  private final Plan plan;
  private final ParallelRuns runs;

  /**
   * @param settings what is compared
   * @param loader loads the data of a run; asked once for every setting of the modalities
   * @param listener hears how it goes
   * @throws miles.config.ConfigException if the run file cannot be read
   */
  public Comparison(
      ComparisonSettings settings,
      Function<RunConfig, LoadedData> loader,
      ComparisonListener listener) {
    this(settings, loader, listener, StopRequest.NEVER);
  }

  /**
   * @param settings what is compared
   * @param loader loads the data of a run; asked once for every setting of the modalities
   * @param listener hears how it goes
   * @param stop whether to stop; runs under way finish their step and keep it
   * @throws miles.config.ConfigException if the run file cannot be read
   */
  public Comparison(
      ComparisonSettings settings,
      Function<RunConfig, LoadedData> loader,
      ComparisonListener listener,
      StopRequest stop) {
    this.settings = settings;
    this.plan =
        new Plan(RunFile.text(settings.runFile()), settings.runFile(), settings.overrides());
    Map<Map<String, ModalityConfig>, LoadedData> loaded = new HashMap<>();
    this.runs =
        new ParallelRuns(
            settings.jobs(),
            settings.trust(),
            config ->
                loaded.computeIfAbsent(config.modalities(), each -> requireTest(config, loader)),
            listener,
            stop);
  }

  private static LoadedData requireTest(RunConfig config, Function<RunConfig, LoadedData> loader) {
    LoadedData data = loader.apply(config);
    if (data.test().size() == 0) {
      throw new ComparisonException(
          "%s has no row of split test, on which methods are compared. Add rows."
              .formatted(config.data().manifest()));
    }
    return data;
  }

  /**
   * Trains what is not trained yet, and writes the results.
   *
   * @throws miles.config.ConfigException if the run file is wrong for one of the methods
   * @throws ComparisonException if the comparison cannot be made as asked
   * @throws miles.train.RunFolderException if the folder holds runs of another run file or other
   *     data, or another process writes to it
   * @throws miles.train.StoppedException if it was to stop
   */
  public Summary run() throws IOException {
    checkFolder();
    List<Variant> variants =
        settings.trials().isPresent()
            ? tuned(settings.trials().get())
            : Grid.parse(settings.grid()).variants(settings.methods());
    List<Long> seeds = seeds();
    List<PlannedRun> planned = plan.runs(variants, seeds, settings.out().resolve(RUNS));
    List<RunScore> scores = make("comparing", planned, true, "compare.csv");
    Map<Variant, List<RunScore>> byVariant = new LinkedHashMap<>();
    for (int v = 0; v < variants.size(); v++) {
      int from = v * seeds.size();
      byVariant.put(variants.get(v), scores.subList(from, from + seeds.size()));
    }
    Summary summary = summary(seeds, byVariant);
    SummaryFile.write(settings.out().resolve("summary.json"), summary);
    return summary;
  }

  private List<Long> seeds() {
    return LongStream.rangeClosed(1, settings.seeds()).boxed().toList();
  }

  private Summary summary(List<Long> seeds, Map<Variant, List<RunScore>> scores) {
    RunConfig base = plan.base(settings.methods().get(0));
    return new Summary(
        base.name(),
        base.task().score(),
        List.copyOf(base.modalities().keySet()),
        seeds,
        settings.trials().map(trials -> new Summary.Tuning(trials, TUNING_SEED)),
        Summary.variants(scores),
        Summary.differences(scores));
  }

  /** Returns the best of every method's trials. */
  private List<Variant> tuned(int count) throws IOException {
    List<Variant> trials = new ArrayList<>();
    for (Method method : settings.methods()) {
      trials.addAll(RandomSearch.trials(method, plan.base(method), count, TUNING_SEED));
    }
    List<PlannedRun> planned =
        plan.runs(trials, List.of(TUNING_SEED), settings.out().resolve("tuning"));
    // Whichever trial is best: hours later it must not turn out that its runs cannot be made.
    runs.check(plan.runs(trials, seeds(), settings.out().resolve(RUNS)));
    List<RunScore> scores = make("tuning", planned, false, "tuning.csv");
    List<Variant> best = new ArrayList<>();
    for (int m = 0; m < settings.methods().size(); m++) {
      best.add(best(trials, scores, m * count, count));
    }
    return best;
  }

  /** Returns the trial with the largest validation score, of equal ones the first. */
  private Variant best(List<Variant> trials, List<RunScore> scores, int from, int count) {
    int best = -1;
    for (int i = from; i < from + count; i++) {
      double score = scores.get(i).validation();
      if (!Double.isNaN(score) && (best < 0 || score > scores.get(best).validation())) {
        best = i;
      }
    }
    if (best < 0) {
      throw new ComparisonException(
          "Every trial of %s diverged. Lower optimizer.learning_rate, or set optimizer.clip_norm."
              .formatted(trials.get(from).method().value()));
    }
    return trials.get(best);
  }

  /** Refuses a folder of something else, and a place where none can be made. */
  private void checkFolder() throws IOException {
    Path folder = settings.out();
    if (Files.exists(new RunLayout(folder).runFile())) {
      throw new ComparisonException(
          "%s holds a run, not a comparison. Name another folder by --out.".formatted(folder));
    }
    if (Files.isDirectory(folder) && !Files.isDirectory(folder.resolve(RUNS)) && !isEmpty(folder)) {
      throw new ComparisonException(
          "%s holds files, but no runs of a comparison. Name another folder by --out."
              .formatted(folder));
    }
    Path existing = folder.toAbsolutePath().normalize();
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      throw noFolder(folder);
    }
  }

  private static ComparisonException noFolder(Path folder) {
    return new ComparisonException(
        "%s: no folder can be made or written there. Name another one by --out.".formatted(folder));
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.findAny().isEmpty();
    }
  }

  private List<RunScore> make(
      String name, List<PlannedRun> planned, boolean scoresTest, String table) throws IOException {
    RunTable rows = new RunTable(settings.out().resolve(table), planned);
    return runs.run(
        name,
        planned,
        scoresTest,
        scores -> {
          Files.createDirectories(settings.out().resolve(RUNS));
          rows.write(scores);
        });
  }
}
