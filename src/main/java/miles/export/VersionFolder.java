package miles.export;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * The next version of a model: written under a temporary name that a server does not read, then
 * renamed.
 *
 * <p>TensorFlow Serving polls the model's folder and loads the largest whole number it finds; it
 * never sees half a model.
 */
final class VersionFolder implements AutoCloseable {

  private final Path target;
  private final Path temporary;

  private VersionFolder(Path target, Path temporary) {
    this.target = target;
    this.temporary = temporary;
  }

  /** Prepares the version after the largest one in the model's folder; 1 where there is none. */
  static VersionFolder next(Path model) throws IOException {
    Files.createDirectories(model);
    Path target = model.resolve(Long.toString(latest(model) + 1));
    return new VersionFolder(target, Files.createTempDirectory(model, ".version-"));
  }

  /** Returns the largest version in the model's folder; 0 where there is none. */
  static long latest(Path model) throws IOException {
    try (Stream<Path> folders = Files.list(model)) {
      return folders
          .map(folder -> folder.getFileName().toString())
          .filter(name -> name.matches("\\d{1,18}"))
          .mapToLong(Long::parseLong)
          .max()
          .orElse(0);
    }
  }

  /** Returns the folder to write into. */
  Path temporary() {
    return temporary;
  }

  /** Makes what was written visible under the version's number. */
  Path publish() throws IOException {
    try {
      return Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw new IOException(
          "%s: this file system cannot rename a folder in one step, so a server could see half a model. Export to another file system."
              .formatted(target),
          e);
    }
  }

  /** Removes the temporary folder if it was not published. */
  @Override
  public void close() throws IOException {
    if (!Files.exists(temporary)) {
      return;
    }
    try (Stream<Path> files = Files.walk(temporary)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
