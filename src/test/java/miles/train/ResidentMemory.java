package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a process has in memory, read from /proc. */
public final class ResidentMemory {

  private static final long KIBI = 1024;

  private ResidentMemory() {}

  /**
   * Returns the bytes of a process that are no file's: mapped files are the page cache's. 0 if it
   * is about to end.
   */
  public static long anonymous(long pid) throws IOException {
    return bytes(pid, "RssAnon:");
  }

  /** Returns all resident bytes of this process. */
  static long all() throws IOException {
    return bytes(ProcessHandle.current().pid(), "VmRSS:");
  }

  private static long bytes(long pid, String key) throws IOException {
    return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBI)
        .findFirst()
        .orElse(0);
  }
}
