package miles.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import miles.compare.Comparison;
import miles.compare.ComparisonSettings;
import miles.compare.Methods;
import miles.compare.Summary;
import miles.config.BalanceConfig.Method;
import miles.interop.Trust;
import miles.report.ComparisonReport;
import miles.train.RunLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code miles compare}: balancing methods side by side. */
@Command(
    name = "compare",
    description = {
      "Trains balancing methods on the same data, from the same initial values, over several seeds,"
          + " and compares them on the test split. Finished runs are not run again.",
      ""
    })
final class CompareCommand implements Callable<Integer> {

  private static final int CORES_PER_JOB = 2;

  private final Console console;
  private final StopSignal stop;

  @Mixin private RunFileArguments run = new RunFileArguments();

  @Option(
      names = "--methods",
      paramLabel = "METHOD,…",
      defaultValue = "joint,uniform,miles",
      description = "The balancing methods (default: ${DEFAULT-VALUE}).")
  private String methods = "";

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Runs of every method, with the seeds 1 to N (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--grid",
      paramLabel = "KEY=A,B",
      description =
          "Try these values of a key, such as miles.threshold=0.1,0.2; may be given several times,"
              + " then every combination is tried.")
  private List<String> grid = new ArrayList<>();

  @Option(
      names = "--tune",
      paramLabel = "N",
      description =
          "First tune every method in N trials, chosen by the validation split"
              + " (default: no tuning); not together with --grid.")
  private Optional<Integer> trials = Optional.empty();

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where runs and results go (default: saved/compare-NAME).")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Runs at a time (default: one for every two cores).")
  private Optional<Integer> jobs = Optional.empty();

  @Option(
      names = "--trust",
      description = "Take encoders out of SavedModels that could do more than compute.")
  private boolean trust;

  @Mixin private BadRowsOption badRows = new BadRowsOption();

  CompareCommand(Console console, StopSignal stop) {
    this.console = console;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException {
    List<Method> parsed = Methods.parse(methods);
    Path folder = out.orElseGet(() -> defaultFolder(parsed.get(0)));
    ComparisonSettings settings =
        new ComparisonSettings(
            run.file(),
            run.overrides(),
            parsed,
            seeds,
            grid,
            trials,
            folder,
            jobs.orElseGet(this::perCores),
            trust ? Trust.TRUSTED : Trust.CHECKED);
    Path cache = new RunLayout(folder).cache();
    try (ComparisonLines lines = new ComparisonLines(console, stop)) {
      Summary summary =
          new Comparison(
                  settings,
                  config -> RunData.load(console, config, cache, badRows.of(console)),
                  lines,
                  stop)
              .run();
      console.line(ComparisonTable.text(summary));
      console.line("\nwrote %s".formatted(folder.resolve("compare.csv")));
      console.line("wrote %s".formatted(folder.resolve("summary.json")));
      Path report = new RunLayout(folder).report();
      ComparisonReport.write(folder, report);
      console.line("wrote %s".formatted(report));
    }
    return 0;
  }

  private Path defaultFolder(Method method) {
    return Path.of("saved", "compare-" + run.read("balance.method=" + method.value()).name());
  }

  private int perCores() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / CORES_PER_JOB);
  }
}
