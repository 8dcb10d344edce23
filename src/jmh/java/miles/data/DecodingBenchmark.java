package miles.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.train.DurableFiles;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Files a second and core, decoded and preprocessed; and how long a cache of them takes to open.
 */
@State(Scope.Benchmark)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "-XX:ActiveProcessorCount=1")
public class DecodingBenchmark {

  private static final int FILES = 256;

  /** What the files hold: PNG of 28 × 28 gray or 224 × 224 colour pixels, or WAV of one second. */
  @Param({"png28", "png224", "wav16k"})
  public String content;

  private Path folder = Path.of("");
  private RunConfig config;

  @Setup
  public void write() throws IOException {
    folder = Files.createTempDirectory("miles-decoding");
    StringBuilder csv = new StringBuilder("id,split,label,file,b.x\r\n");
    for (int i = 0; i < FILES; i++) {
      write(folder.resolve(i + ".file"), new Random(i));
      csv.append(
          "%d,%s,c%d,%d.file,0.5\r\n".formatted(i, i % 4 == 0 ? "validation" : "train", i % 2, i));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
    String modality =
        content.startsWith("png")
            ? "kind: image, column: file, height: %1$s, width: %1$s, channels: %2$d"
                .formatted(content.substring(3), content.equals("png28") ? 1 : 3)
            : "kind: audio, column: file, sample_rate: 16000, seconds: 1";
    config =
        RunFile.parse(
            """
            {name: decoding, data: {manifest: manifest.csv}, training: {epochs: 1, threads: 1},
             modalities: {a: {%s, encoder: {kind: cnn, width: 4, layers: [{filters: 4, kernel: 3}]}},
                          b: {kind: tabular, encoder: {kind: mlp, units: [4]}}}}
            """
                .formatted(modality),
            "decoding.yaml",
            folder,
            List.of());
    LoadedData.load(config, LoadOptions.cached(folder.resolve("cache"), 1));
  }

  private void write(Path file, Random random) throws IOException {
    if (content.startsWith("png")) {
      int side = Integer.parseInt(content.substring(3));
      int type = side == 28 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB;
      BufferedImage picture = new BufferedImage(side, side, type);
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++) {
          // Smooth with a little noise, as photographs are: noise alone would not compress.
          int value = (x + y + random.nextInt(4)) & 0xff;
          picture.setRGB(x, y, value << 16 | value << 8 | value);
        }
      }
      ImageIO.write(picture, "png", file.toFile());
    } else {
      double[] samples = random.doubles(16_000, -1, 1).toArray();
      Files.write(file, TestFiles.wav16(16_000, samples));
    }
  }

  @TearDown
  public void delete() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  @Benchmark
  @BenchmarkMode(Mode.Throughput)
  @OperationsPerInvocation(FILES)
  public LoadedData decode() {
    return LoadedData.load(config, LoadOptions.inMemory(1));
  }

  @Benchmark
  @BenchmarkMode(Mode.AverageTime)
  public LoadedData openCache() {
    return LoadedData.load(config, LoadOptions.cached(folder.resolve("cache"), 1));
  }
}
