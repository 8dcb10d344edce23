package miles.train;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Files that are whole or absent, whenever the process or the machine stops. */
public final class DurableFiles {

  private DurableFiles() {}

  /** Replaces the file at once: a reader sees the old text or the new, never a part. */
  public static void write(Path file, String text) throws IOException {
    write(file, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Replaces the file at once: a reader sees the old bytes or the new, never a part. */
  public static void write(Path file, byte[] bytes) throws IOException {
    Path partial = partial(file);
    try {
      Files.write(partial, bytes);
      sync(partial);
    } catch (IOException e) {
      discard(partial, e);
      throw e;
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolder(parent(file));
  }

  /** Deletes what a write left that failed; if that fails too, the failure tells of it. */
  static void discard(Path partial, IOException failure) {
    try {
      deleteTree(partial);
    } catch (IOException more) {
      failure.addSuppressed(more);
    }
  }

  /** Returns where something is written before it gets its name; what is found there is waste. */
  public static Path partial(Path target) {
    return target.resolveSibling("." + target.getFileName() + ".partial");
  }

  /** Returns whether the path was left behind by a write that did not end. */
  static boolean isPartial(Path path) {
    String name = path.getFileName().toString();
    return name.startsWith(".") && name.endsWith(".partial");
  }

  /** Gives the complete folder at {@link #partial} its name, which must be free. */
  public static void publish(Path folder) throws IOException {
    Path partial = partial(folder);
    try (Stream<Path> walk = Files.walk(partial)) {
      for (Path entry : walk.sorted(Comparator.reverseOrder()).toList()) {
        if (Files.isDirectory(entry)) {
          syncFolder(entry);
        } else {
          sync(entry);
        }
      }
    }
    Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    syncFolder(parent(folder));
  }

  /** Takes a folder's name away at once, then deletes it: no reader sees a part of it. */
  static void withdraw(Path folder) throws IOException {
    Path partial = partial(folder);
    deleteTree(partial);
    Files.move(folder, partial, StandardCopyOption.ATOMIC_MOVE);
    deleteTree(partial);
  }

  /** Deletes a file or a folder with everything in it; links are not followed. */
  public static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(root)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  /** Returns the folder's entries, sorted by name. */
  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.toAbsolutePath().getParent(), "a file has a folder");
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** A new name lasts only when its folder is on the disk too; Windows cannot open a folder. */
  private static void syncFolder(Path folder) throws IOException {
    if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }
}
