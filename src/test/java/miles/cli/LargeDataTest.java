package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import miles.train.JavaProcess;
import miles.train.ResidentMemory;
import miles.train.SyntheticData;
import miles.train.TestRuns;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Data that are larger than the heap. What is measured is memory, never time. */
@Tag("nightly")
@EnabledOnOs(value = OS.LINUX, disabledReason = "memory is read from /proc")
class LargeDataTest {

  private static final int SIDE = 64;
  private static final int PICTURES = 200;
  private static final int ROWS = 90_000;
  private static final long CACHED_BYTES = 4L * ROWS * SIDE * SIDE * 3;

  private static final int PREDICTED_ROWS = 1_000_000;
  private static final long GIBI = 1L << 30;

  private static final String RUN =
      """
      name: large
      data: {manifest: manifest.csv}
      modalities:
        image:
          kind: image
          column: image
          height: 64
          width: 64
          channels: 3
          encoder: {kind: mlp, units: [8]}
        a: {kind: tabular, columns: [a.x], encoder: {kind: mlp, units: [4]}}
      training: {epochs: 1, batch_size: 128, threads: 2}
      """;

  @TempDir private Path folder;

  /** 4.4 GB of pixels, of few files that many rows name. */
  @Test
  void dataOfEightTimesTheHeapAreDecodedCachedAndTrainedOn(TestReporter reporter) throws Exception {
    Random random = new Random(1);
    Files.createDirectories(folder.resolve("images"));
    for (int picture = 0; picture < PICTURES; picture++) {
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      image.getRaster().setDataElements(0, 0, SIDE, SIDE, random.ints(SIDE * SIDE).toArray());
      ImageIO.write(image, "png", folder.resolve("images/%d.png".formatted(picture)).toFile());
    }
    try (BufferedWriter csv = Files.newBufferedWriter(folder.resolve("manifest.csv"))) {
      csv.write("id,split,label,image,a.x\n");
      for (int row = 0; row < ROWS; row++) {
        String split = row % 50 == 0 ? "validation" : row % 50 == 1 ? "test" : "train";
        int picture = random.nextInt(PICTURES);
        csv.write("%d,%s,%d,images/%d.png,%d\n".formatted(row, split, row % 4, picture, row % 4));
      }
    }
    Files.writeString(folder.resolve("large.yaml"), RUN);

    long anonymous =
        peakOf(
            "-Xmx512m",
            "train",
            folder.resolve("large.yaml").toString(),
            "--saved",
            folder.resolve("saved").toString());

    try (Stream<Path> cached = Files.list(folder.resolve("saved/.cache"))) {
      assertThat(cached.mapToLong(file -> file.toFile().length()).sum())
          .isGreaterThan(CACHED_BYTES);
    }
    reporter.publishEntry("resident beside mapped files, bytes", Long.toString(anonymous));
    assertThat(anonymous).as("bytes beside the mapped cache").isLessThan(2 * GIBI);
  }

  @Test
  void aMillionRowsArePredictedInASmallHeap(TestReporter reporter) throws Exception {
    SyntheticData.complementary(folder, 2, 64, 0);
    Files.writeString(folder.resolve("test.yaml"), TestRuns.yaml(2));
    Path saved = folder.resolve("saved");
    peakOf(
        "-Xmx256m", "train", folder.resolve("test.yaml").toString(), "--saved", saved.toString());
    Path manifest = folder.resolve("many.csv");
    try (BufferedWriter csv = Files.newBufferedWriter(manifest)) {
      csv.write("id,a.x0,a.x1,a.x2,b.x0,b.x1,b.x2\n");
      Random random = new Random(2);
      for (int row = 0; row < PREDICTED_ROWS; row++) {
        csv.write(Integer.toString(row));
        for (int column = 0; column < 6; column++) {
          csv.write("," + random.nextInt(1000) / 500f);
        }
        csv.write('\n');
      }
    }
    Path predictions = folder.resolve("predictions.csv");

    long anonymous =
        peakOf(
            "-Xmx256m",
            "predict",
            saved.resolve("test").toString(),
            "--data",
            manifest.toString(),
            "--out",
            predictions.toString());

    try (Stream<String> lines = Files.lines(predictions)) {
      assertThat(lines.count()).isEqualTo(PREDICTED_ROWS + 1);
    }
    reporter.publishEntry("resident beside mapped files, bytes", Long.toString(anonymous));
    assertThat(anonymous).as("bytes").isLessThan(GIBI);
  }

  /** Runs a command in a Java of its own, and returns the most memory that it took, in bytes. */
  private long peakOf(String heap, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    Path log = folder.resolve("log.txt");
    Process process =
        JavaProcess.of(List.of(heap), Main.class, all)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long peak = 0;
    while (!process.waitFor(100, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, anonymous(process));
    }
    assertThat(process.exitValue()).withFailMessage(() -> text(log)).isZero();
    return peak;
  }

  /** 0 when the process has just ended. */
  private static long anonymous(Process process) throws IOException {
    try {
      return ResidentMemory.anonymous(process.pid());
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
      return 0;
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
