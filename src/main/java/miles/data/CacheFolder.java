package miles.data;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of cache files that processes may share: a file is written under a temporary name and
 * renamed when it is complete.
 *
 * @param path the folder; made when needed
 */
record CacheFolder(Path path) {

  private static final String TEMPORARY = ".features.tmp";
  private static final Pattern WRITER = Pattern.compile("(\\d{1,18})-.*");
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** Writes a file. */
  @FunctionalInterface
  interface Content {
    /**
     * Writes it.
     *
     * @param file an empty file
     */
    void write(Path file) throws IOException;
  }

  /** Writes a file of the folder, replacing one that exists. */
  void write(Path file, Content content) throws IOException {
    Files.createDirectories(path);
    deleteAbandoned();
    Path temporary =
        Files.createFile(
            path.resolve(ProcessHandle.current().pid() + "-" + System.nanoTime() + TEMPORARY));
    try {
      content.write(temporary);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Deletes what processes left that died while they wrote. A process that lives here is never one
   * of them, even if the clock jumped; of those of other machines only the time is known.
   */
  private void deleteAbandoned() throws IOException {
    Instant limit = Instant.now().minus(ABANDONED);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path, "*" + TEMPORARY)) {
      for (Path each : files) {
        boolean old = Files.getLastModifiedTime(each).toInstant().isBefore(limit);
        if (old && !isBeingWritten(each)) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  private static boolean isBeingWritten(Path temporary) {
    Matcher writer = WRITER.matcher(temporary.getFileName().toString());
    return writer.matches() && ProcessHandle.of(Long.parseLong(writer.group(1))).isPresent();
  }
}
