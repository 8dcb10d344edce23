package miles.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** SavedModels that others wrote in Python, beside the project. */
final class Fixtures {

  private static final Path ALL = Path.of("../shared/data/python-savedmodels");

  private Fixtures() {}

  /** Returns a fixture's folder; skips the test where the data sets are absent. */
  static Path folder(String name) {
    Path folder = ALL.resolve(name);
    assumeTrue(Files.isDirectory(folder), folder + " is absent");
    return folder;
  }
}
