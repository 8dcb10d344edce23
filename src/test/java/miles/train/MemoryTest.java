package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
@EnabledOnOs(value = OS.LINUX, disabledReason = "memory is read from /proc")
class MemoryTest {

  private static final long MEBI = 1 << 20;

  @TempDir private Path folder;

  @Test
  void memoryDoesNotGrowWithStepsAndEvaluations() throws Exception {
    List<String> lines = lines(8_000, 2_000, 20, 10);
    List<Long> steps = bytes(lines, "step");
    assertThat(steps).hasSize(4);
    assertThat(steps.get(3) - steps.get(0)).isLessThan(48 * MEBI);
    List<Long> evaluations = bytes(lines, "evaluation");
    assertThat(evaluations).hasSize(2);
    assertThat(evaluations.get(1) - evaluations.get(0)).isLessThan(48 * MEBI);
  }

  /**
   * So many that little is left of each would be seen: a hundred bytes a step are 1 MB. The median
   * of the growth, for compiled code and the like come now and then, and once.
   */
  @Tag("nightly")
  @Test
  void memoryDoesNotGrowWithAHundredThousandStepsAndTwoHundredEvaluations(TestReporter reporter)
      throws Exception {
    List<String> lines = lines(120_000, 10_000, 250, 50);
    reporter.publishEntry("resident, bytes", lines.toString());
    List<Long> steps = bytes(lines, "step");
    assertThat(steps).hasSize(12);
    assertThat(medianGrowth(steps)).as("bytes in 10,000 steps of %s", steps).isLessThan(MEBI);
    assertThat(steps.get(11) - steps.get(1)).as("bytes in 100,000 steps").isLessThan(16 * MEBI);
    List<Long> evaluations = bytes(lines, "evaluation");
    assertThat(evaluations).hasSize(5);
    assertThat(evaluations.get(4) - evaluations.get(0))
        .as("bytes in 200 evaluations, of %s", evaluations)
        .isLessThan(16 * MEBI);
  }

  private static long medianGrowth(List<Long> bytes) {
    long[] growth =
        IntStream.range(1, bytes.size())
            .mapToLong(i -> bytes.get(i) - bytes.get(i - 1))
            .sorted()
            .toArray();
    return growth[growth.length / 2];
  }

  private static List<Long> bytes(List<String> lines, String of) {
    return lines.stream()
        .filter(line -> line.startsWith(of + " "))
        .map(line -> Long.valueOf(line.substring(of.length() + 1)))
        .toList();
  }

  private List<String> lines(int... numbers) throws Exception {
    SyntheticData.complementary(folder, 2, LongTraining.ROWS, 0);
    Process process = start(numbers);
    List<String> lines;
    try (BufferedReader output = process.inputReader()) {
      lines = output.lines().toList();
    }
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  /** The Java heap is there in full from the start, so that what grows is native memory. */
  private Process start(int... numbers) throws IOException {
    return JavaProcess.of(
            List.of("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch"),
            LongTraining.class,
            Stream.concat(
                    Stream.of(folder.toString()), IntStream.of(numbers).mapToObj(Integer::toString))
                .toList())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
