package miles.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Any bytes as a run file, whose comments {@code #--set key=value} are the command line's texts:
 * read, and the same when written and read again, or refused.
 */
public final class RunFileFuzz {

  private static final String OVERRIDE = "#--set ";
  private static final Path FOLDER = Path.of("/runs");

  private RunFileFuzz() {}

  /** The entry that Jazzer and {@code FuzzTest} call. */
  public static void fuzzerTestOneInput(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    List<String> overrides =
        text.lines()
            .filter(line -> line.startsWith(OVERRIDE))
            .map(line -> line.substring(OVERRIDE.length()))
            .toList();
    RunConfig run;
    try {
      run = RunFile.parse(text, "run.yaml", FOLDER, overrides);
    } catch (ConfigException e) {
      if (e.getMessage().codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
        throw new IllegalStateException("no sentence for a terminal", e);
      }
      return;
    }
    RunConfig again = RunFile.parse(RunFile.write(run), "run.yaml", FOLDER, List.of());
    if (!again.equals(run)) {
      throw new IllegalStateException("written and read again, it is another: " + run);
    }
  }
}
