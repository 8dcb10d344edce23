package miles.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import miles.cli.Main;
import miles.train.JavaProcess;

/** {@code miles serve} in a process of its own, and what it takes of the machine. */
final class ServerProcess implements AutoCloseable {

  /**
   * What a process holds.
   *
   * @param files open files and sockets
   * @param heap bytes of Java objects that are in use
   * @param resident bytes of memory
   */
  record Held(long files, long threads, long heap, long resident) {}

  private final Process process;
  private final BufferedReader out;
  private final URI uri;

  /** Starts it with a heap that is there in full, so that what grows is seen apart. */
  ServerProcess(Path model, Path log) throws IOException {
    process =
        JavaProcess.of(
                List.of(
                    "-Xms256m",
                    "-Xmx256m",
                    "-XX:+AlwaysPreTouch",
                    "-XX:+UseSerialGC",
                    "-XX:-UseDynamicNumberOfCompilerThreads"),
                Main.class,
                List.of("serve", model.toString(), "--port", "0", "--name", "toy"))
            .redirectError(log.toFile())
            .start();
    out = process.inputReader(StandardCharsets.UTF_8);
    String line = String.valueOf(out.readLine());
    if (!line.startsWith("Serving http")) {
      process.destroyForcibly();
      throw new IOException(line + Files.readString(log));
    }
    uri = URI.create(line.substring("Serving ".length(), line.indexOf(',')));
  }

  URI uri() {
    return uri;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long files() throws IOException {
    return count("fd");
  }

  Held held() throws IOException {
    // Counting the objects collects those that are not in use.
    long heap = 0;
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process histogram =
        new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram").start();
    try (BufferedReader lines = histogram.inputReader(StandardCharsets.UTF_8)) {
      for (String line : lines.lines().filter(each -> each.startsWith("Total")).toList()) {
        heap = Long.parseLong(line.strip().split("\\s+", -1)[2]);
      }
    }
    if (heap == 0) {
      throw new IOException("no total in the histogram of the heap");
    }
    return new Held(count("fd"), count("task"), heap, resident());
  }

  private long resident() throws IOException {
    return Files.readAllLines(of("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private long count(String folder) throws IOException {
    try (Stream<Path> entries = Files.list(of(folder))) {
      return entries.count();
    }
  }

  private Path of(String name) {
    return Path.of("/proc", Long.toString(process.pid()), name);
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      out.close();
    }
  }
}
