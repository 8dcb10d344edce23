package miles.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import miles.config.PathProblem;
import miles.config.Shown;

/** The folder of a manifest: the only place where its files may be. */
final class SourceFolder {

  /** A path that a manifest may not name; the message is the end of a problem. */
  static final class RefusedPathException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedPathException(String message) {
      super(message);
    }
  }

  /** Characters of a path that are shown. */
  private static final int LONGEST = 200;

  private final Path folder;
  private final Path real;

  /**
   * @param manifest the manifest
   * @throws DataException if its folder cannot be read
   */
  SourceFolder(Path manifest) {
    Path parent = manifest.toAbsolutePath().normalize().getParent();
    if (parent == null) {
      throw new DataException("%s is a folder, not a manifest.".formatted(manifest));
    }
    folder = parent;
    try {
      real = folder.toRealPath();
    } catch (IOException e) {
      throw new DataException("cannot read the folder %s of the manifest".formatted(parent), e);
    }
  }

  /**
   * Returns the file that a cell names.
   *
   * @param cell a path relative to the folder
   * @param modality the modality, for messages
   * @throws RefusedPathException if the path is no path, leaves the folder, or is no readable file
   */
  Path resolve(String cell, String modality) throws RefusedPathException {
    Path path = relative(cell);
    Path file = folder.resolve(path).normalize();
    if (!file.startsWith(folder)) {
      throw leaves(cell);
    }
    if (!Files.exists(file)) {
      throw new RefusedPathException(
          "file %s not found (looked in %s). Fix the path, or leave the cell empty if the %s is absent."
              .formatted(Shown.start(cell, LONGEST), file.getParent(), modality));
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new RefusedPathException(
          "%s is not a readable file. Fix the path or the file's permissions."
              .formatted(Shown.start(cell, LONGEST)));
    }
    checkLinks(cell, file);
    return file;
  }

  private static Path relative(String cell) throws RefusedPathException {
    try {
      Path path = Path.of(cell);
      if (path.isAbsolute() || path.getRoot() != null) {
        throw new RefusedPathException(
            "path %s is absolute. Paths are relative to the manifest's folder."
                .formatted(Shown.start(cell, LONGEST)));
      }
      return path;
    } catch (InvalidPathException e) {
      throw new RefusedPathException(
          "\"%s\" is no path: %s. Fix it."
              .formatted(Shown.start(cell, LONGEST), PathProblem.reason(e)));
    }
  }

  private void checkLinks(String cell, Path file) throws RefusedPathException {
    try {
      if (!file.toRealPath().startsWith(real)) {
        throw leaves(cell);
      }
    } catch (IOException e) {
      throw new RefusedPathException(
          "%s cannot be read: %s.".formatted(Shown.start(cell, LONGEST), e.getMessage()));
    }
  }

  private RefusedPathException leaves(String cell) {
    return new RefusedPathException(
        "path %s leaves the manifest's folder %s. Copy the file into that folder."
            .formatted(Shown.start(cell, LONGEST), folder));
  }
}
