package miles.data.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import miles.data.DataException;

/**
 * A folder that appears when it is complete. It is filled under a name of its own beside its place;
 * closing deletes what was not published.
 */
final class NewFolder implements AutoCloseable {

  private final Path target;
  private final Path partial;

  private NewFolder(Path target, Path partial) {
    this.target = target;
    this.partial = partial;
  }

  /**
   * Makes the folder under its temporary name.
   *
   * @param folder its place, which must be free; missing parents are made
   * @throws DataException if something is in its place
   */
  static NewFolder open(Path folder) throws IOException {
    Path target = folder.toAbsolutePath().normalize();
    Path parent = target.getParent();
    if (parent == null || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new DataException(
          "%s exists already, and nothing is written over. Name a new folder, or delete this one."
              .formatted(target));
    }
    Files.createDirectories(parent);
    Path partial =
        Files.createDirectory(
            target.resolveSibling(
                ".%s.%d.partial".formatted(target.getFileName(), ProcessHandle.current().pid())));
    return new NewFolder(target, partial);
  }

  /** Returns where to write. */
  Path path() {
    return partial;
  }

  /**
   * Gives the complete folder its name.
   *
   * @throws IOException if something took its place meanwhile
   */
  void publish() throws IOException {
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    if (!Files.exists(partial)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(partial)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
