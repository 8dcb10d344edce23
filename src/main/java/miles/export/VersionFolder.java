package miles.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import miles.config.InvalidValueException;
import miles.train.DurableFiles;

/**
 * The next version of a model: written under a hidden name that a server does not read, then
 * renamed.
 *
 * <p>TensorFlow Serving polls the model's folder and loads the largest whole number it finds; it
 * never sees half a model.
 */
final class VersionFolder implements AutoCloseable {

  /** The largest number that servers read: 18 digits. */
  private static final long LARGEST = 999_999_999_999_999_999L;

  private final Path target;

  private VersionFolder(Path target) {
    this.target = target;
  }

  /** Prepares the version after the largest one in the model's folder; 1 where there is none. */
  static VersionFolder next(Path model) throws IOException {
    return prepare(model, latest(model) + 1);
  }

  /**
   * Prepares a version of a given number.
   *
   * @throws InvalidValueException if it is not larger than every version in the model's folder, or
   *     has more than 18 digits
   */
  static VersionFolder of(Path model, long number) throws IOException {
    long latest = latest(model);
    if (number <= latest) {
      throw new InvalidValueException(
          "--version",
          number,
          "a whole number greater than %d, the largest version in %s; servers take only a larger one for new"
              .formatted(latest, model));
    }
    if (number > LARGEST) {
      throw new InvalidValueException("--version", number, "a whole number of at most 18 digits");
    }
    return prepare(model, number);
  }

  private static VersionFolder prepare(Path model, long number) throws IOException {
    Files.createDirectories(model);
    VersionFolder version = new VersionFolder(model.resolve(Long.toString(number)));
    version.close(); // what an export that was killed left behind
    Files.createDirectory(version.temporary());
    return version;
  }

  private static long latest(Path model) throws IOException {
    if (!Files.exists(model)) {
      return 0;
    }
    try (Stream<Path> folders = Files.list(model)) {
      return folders
          .filter(VersionFolder::isVersion)
          .mapToLong(folder -> Long.parseLong(folder.getFileName().toString()))
          .max()
          .orElse(0);
    }
  }

  /** Returns whether servers take a folder for a version. */
  static boolean isVersion(Path folder) {
    return folder.getFileName().toString().matches("\\d{1,18}");
  }

  /** Returns the folder to write into. */
  Path temporary() {
    return DurableFiles.partial(target);
  }

  /** Makes what was written visible under the version's number, and returns its folder. */
  Path publish() throws IOException {
    DurableFiles.publish(target);
    return target;
  }

  /** Removes what was written and not published. */
  @Override
  public void close() throws IOException {
    DurableFiles.deleteTree(temporary());
  }
}
