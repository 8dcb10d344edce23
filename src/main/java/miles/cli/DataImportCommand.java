package miles.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import miles.data.published.ImportSummary;
import miles.data.published.PublishedSet;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code miles data import}: from a published data set's folder to a manifest. */
@Command(
    name = "import",
    description = {
      "Turns a published data set's folder, as its publisher lays it out, into a manifest.csv with its files (see docs/datasets.md).",
      ""
    })
final class DataImportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "SET",
      description = "Which set it is: s-mnist, crema-d, luma or mm-imdb.")
  private String set = "";

  @Parameters(index = "1", paramLabel = "FOLDER", description = "The published folder, unpacked.")
  private Path source = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FOLDER",
      description = "The folder to make; it must not exist.")
  private Path out = Path.of("");

  DataImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Optional<PublishedSet> published = PublishedSet.of(set);
    if (published.isEmpty()) {
      console.notice(
          "miles data import: no set %s: allowed are %s."
              .formatted(set, String.join(", ", PublishedSet.words())));
      return Failure.BAD_INPUT;
    }
    ImportSummary summary;
    try (DecodingProgress progress = new DecodingProgress(console)) {
      summary = published.get().importInto(source, out, progress);
    }
    print(summary, published.get().runFile());
    return 0;
  }

  private void print(ImportSummary summary, String runFile) {
    Path manifest = out.resolve("manifest.csv");
    StringJoiner rows = new StringJoiner(", ");
    summary.rows().forEach((split, count) -> rows.add(split.word() + " " + count));
    console.line("rows: " + rows);
    summary.notes().forEach(note -> console.line("note: " + note));
    console.line("Wrote %s. Next, from the folder of MILES:".formatted(manifest));
    console.line("  ./miles data check %s --run %s".formatted(manifest, runFile));
    console.line("  ./miles train %s --set data.manifest=%s".formatted(runFile, manifest));
  }
}
