package miles.cli;

import java.nio.file.Path;
import java.util.Optional;
import miles.config.RunConfig;
import miles.data.BadRows;
import miles.data.LoadOptions;
import miles.data.LoadedData;

/** Loads the data of runs, and shows how far decoding is. */
final class RunData {

  private RunData() {}

  /**
   * Loads a run's data.
   *
   * @param cache the folder of decoded data
   * @param badRows what happens to rows that cannot be used
   */
  static LoadedData load(Console console, RunConfig config, Path cache, BadRows badRows) {
    try (DecodingProgress progress = new DecodingProgress(console)) {
      LoadedData data =
          LoadedData.load(
              config,
              new LoadOptions(Optional.of(cache), config.training().threads(), progress, badRows));
      data.warnings().forEach(warning -> console.notice("warning: " + warning));
      return data;
    }
  }
}
