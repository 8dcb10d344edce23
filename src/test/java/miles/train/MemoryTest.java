package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "memory is read from /proc")
class MemoryTest {

  private static final long TOLERATED_KIB = 48 * 1024;

  @TempDir Path folder;

  @Test
  void memoryDoesNotGrowWithTheSteps() throws Exception {
    SyntheticData.complementary(folder, 2, LongTraining.ROWS, 0);
    Process process = start();
    List<Long> residentKib;
    try (BufferedReader output = process.inputReader()) {
      residentKib = output.lines().map(Long::valueOf).toList();
    }
    assertThat(process.waitFor()).isZero();
    assertThat(residentKib).hasSize(2);
    assertThat(residentKib.get(1) - residentKib.get(0)).isLessThan(TOLERATED_KIB);
  }

  /** The Java heap is there in full from the start, so that what grows is native memory. */
  private Process start() throws IOException {
    return JavaProcess.of(
            List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"),
            LongTraining.class,
            List.of(folder.toString()))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
