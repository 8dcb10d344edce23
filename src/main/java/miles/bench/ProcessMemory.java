package miles.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What this process has taken at most. */
final class ProcessMemory {

  private static final double MEBI = 1 << 20;
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String HIGH_WATER = "VmHWM:";

  private ProcessMemory() {}

  /** Returns the greatest resident set in MiB, where the system is a Linux. */
  static Optional<Double> peakResident() throws IOException {
    if (!Files.exists(STATUS)) {
      return Optional.empty();
    }
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith(HIGH_WATER))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .map(kibi -> Long.parseLong(kibi) * 1024 / MEBI)
        .findFirst();
  }

  /**
   * Returns the greatest use of every heap pool, added, in MiB: at least the greatest of the sum.
   */
  static double peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum()
        / MEBI;
  }
}
