package miles.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import miles.soak.Fault;
import miles.soak.Soak;
import miles.soak.SoakReport;
import miles.soak.SoakSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code miles soak}: whether killed trainings lose anything on this machine. */
@Command(
    name = "soak",
    description = {
      "Trains a small run in processes that it kills at random moments, goes on with it, and compares"
          + " every bit with a run that was not disturbed. Exit code 0 only if all is identical.",
      ""
    })
final class SoakCommand implements Callable<Integer> {

  private final Console console;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      required = true,
      description = "An absent or empty folder for data and runs; runs that were wrong stay there.")
  private Path out = Path.of("");

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "8",
      description = "Processes that get SIGKILL (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--stops",
      paramLabel = "N",
      defaultValue = "2",
      description = "Processes that get SIGTERM (default: ${DEFAULT-VALUE}).")
  private int stops;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Draws the moments (default: ${DEFAULT-VALUE}).")
  private long seed;

  SoakCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
    SoakSettings settings = new SoakSettings(out, kills, stops, seed, miles(flags));
    SoakReport report = new Soak(settings, console::notice).run();
    report.findings().forEach(console::notice);
    console.line(table(report));
    console.line(
        report.identical()
            ? "%d runs, every bit as of the one that was not disturbed".formatted(report.runs())
            : "%d runs, and not all is as it must be: see %s".formatted(report.runs(), out));
    return report.identical() ? 0 : Failure.RUN_FAILED;
  }

  private static String table(SoakReport report) {
    List<String> lines = new ArrayList<>();
    lines.add("%-32s %6s %10s %6s".formatted("fault", "times", "lost steps", "wrong"));
    for (Map.Entry<Fault, SoakReport.Row> each : report.rows().entrySet()) {
      SoakReport.Row row = each.getValue();
      lines.add(
          "%-32s %6d %10d %6d"
              .formatted(each.getKey().text(), row.times(), row.lost(), row.wrong()));
    }
    return String.join("\n", lines);
  }

  /**
   * Returns what starts this program: this Java with the flags that are the machine's or the
   * user's. What the launcher says of this process alone, such as its terminal, is left out.
   *
   * @param flags those of this process
   */
  static List<String> miles(List<String> flags) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    flags.stream()
        .filter(flag -> flag.startsWith("-X") || flag.startsWith("-D") || flag.contains("-access"))
        .filter(flag -> !flag.startsWith("-Dmiles."))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    return command;
  }
}
