package miles.data.published;

import java.io.IOException;
import java.nio.file.Path;
import miles.data.LoadOptions;

/** How one set is imported. */
@FunctionalInterface
interface Loader {

  /**
   * Writes the set's manifest and files.
   *
   * @param source the folder as published
   * @param out an empty folder
   * @throws miles.data.DataException if the source is not as published
   */
  ImportSummary load(Path source, Path out, LoadOptions.Progress progress) throws IOException;
}
