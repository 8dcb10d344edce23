package miles.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import miles.report.ComparisonReport;
import miles.report.RunReport;
import miles.train.RunLayout;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code miles report}: the report of a run or of a comparison, made anew. */
@Command(
    name = "report",
    description = {
      "Writes the report of a run, finished or under way, or of a comparison, as one HTML file that"
          + " needs no network.",
      ""
    })
final class ReportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      paramLabel = "FOLDER",
      description = "The folder of a run or of a comparison, such as saved/digits.")
  private Path folder = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where it is written (default: report.html in that folder).")
  private Optional<Path> out = Optional.empty();

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path file = out.orElse(new RunLayout(folder).report());
    Path parent = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)
        || (out.isPresent() && parent != null && !Files.isDirectory(parent))) {
      console.notice(
          "miles report: --out %s: name a file in a folder that exists.".formatted(file));
      return Failure.BAD_INPUT;
    }
    if (ComparisonReport.isComparison(folder)) {
      ComparisonReport.write(folder, file);
    } else {
      RunReport.write(folder, file);
    }
    console.line("wrote %s".formatted(file));
    return 0;
  }
}
