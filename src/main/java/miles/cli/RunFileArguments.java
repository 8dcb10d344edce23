package miles.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import miles.config.RunConfig;
import miles.config.RunFile;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The run file and what overrides it, as several commands take them. */
final class RunFileArguments {

  @Parameters(paramLabel = "RUN_FILE", description = "The run file, such as models/digits.yaml.")
  private Path file = Path.of("");

  @Option(
      names = "--set",
      paramLabel = "KEY.PATH=VALUE",
      description = "Override a key of the run file; may be given several times.")
  private List<String> overrides = new ArrayList<>();

  /** Returns the run file. */
  Path file() {
    return file;
  }

  /** Returns the texts {@code key.path=value} in the order of the command line. */
  List<String> overrides() {
    return List.copyOf(overrides);
  }

  /**
   * Reads the run file.
   *
   * @param more what overrides it after the user's own
   * @throws miles.config.ConfigException if anything is wrong in it
   */
  RunConfig read(String... more) {
    List<String> all = new ArrayList<>(overrides);
    all.addAll(List.of(more));
    return RunFile.read(file, all);
  }
}
