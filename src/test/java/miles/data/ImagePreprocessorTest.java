package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TUint8;

class ImagePreprocessorTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"12, 9, 5, 7", "5, 7, 12, 9", "40, 40, 8, 8", "1, 1, 3, 3", "6, 6, 6, 6"})
  void resizingIsBilinearWithAntialiasing(int fromHeight, int fromWidth, int height, int width) {
    ImagePreprocessor image = new ImagePreprocessor("image", "image", height, width, 1);
    Random random = new Random(1);
    byte[] bytes = new byte[fromHeight * fromWidth];
    double[][] pixels = new double[fromHeight][fromWidth];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) random.nextInt(256);
      pixels[i / fromWidth][i % fromWidth] = Byte.toUnsignedInt(bytes[i]) / 255.0;
    }
    double[][] expected = resize(pixels, height, width);

    try (Subgraph graph = new Subgraph(image);
        TUint8 raw =
            TUint8.tensorOf(Shape.of(1, fromHeight, fromWidth, 1), DataBuffers.of(bytes))) {
      float[] values = graph.floats(raw);

      assertThat(graph.shape()).containsExactly(-1L, (long) height, (long) width, 1L);
      for (int i = 0; i < values.length; i++) {
        assertThat((double) values[i]).isCloseTo(expected[i / width][i % width], within(1e-6));
      }
    }
  }

  @Test
  void picturesOfTheRightSizeKeepTheirPixels() throws IOException {
    TestFiles.greyPng(folder.resolve("a.png"), new int[][] {{0, 1, 2}, {128, 254, 255}});

    assertThat(decode("a.png", 2, 3, 1))
        .containsExactly(0, 1 * (1f / 255), 2 * (1f / 255), 128 * (1f / 255), 254 * (1f / 255), 1);
  }

  @Test
  void greyBecomesRgbAndColourBecomesGrey() throws IOException {
    TestFiles.greyPng(folder.resolve("grey.png"), new int[][] {{51}});
    BufferedImage red = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    red.setRGB(0, 0, 0xFF0000);
    TestFiles.write(folder.resolve("red.png"), red, "png");

    assertThat(decode("grey.png", 1, 1, 3)).containsOnly(51 * (1f / 255));
    assertThat(decode("red.png", 1, 1, 3)).containsExactly(1, 0, 0);
    assertThat((double) decode("red.png", 1, 1, 1)[0]).isBetween(0.2, 0.31);
  }

  @Test
  void alphaIsDropped() throws IOException {
    BufferedImage clear = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    clear.setRGB(0, 0, 0x0000FF00);
    TestFiles.write(folder.resolve("clear.png"), clear, "png");

    assertThat(decode("clear.png", 1, 1, 3)).containsExactly(0, 1, 0);
  }

  @Test
  void sixteenBitAndBlackAndWhiteAndPalettePicturesAreRead() throws IOException {
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster().setSample(0, 0, 0, 0x80FF);
    TestFiles.write(folder.resolve("deep.png"), deep, "png");
    BufferedImage binary = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    binary.setRGB(1, 0, 0xFFFFFF);
    TestFiles.write(folder.resolve("binary.png"), binary, "png");
    BufferedImage palette = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_INDEXED);
    palette.setRGB(0, 0, 0x0000FF);
    TestFiles.write(folder.resolve("palette.png"), palette, "png");

    assertThat(decode("deep.png", 1, 1, 1)).containsExactly(128 * (1f / 255));
    assertThat(decode("binary.png", 1, 2, 1)).containsExactly(0, 1);
    assertThat(decode("palette.png", 1, 1, 3)).containsExactly(0, 0, 1);
  }

  @Test
  void jpegIsRead() throws IOException {
    BufferedImage blue = new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 256; i++) {
      blue.setRGB(i % 16, i / 16, 0x2040C0);
    }
    TestFiles.write(folder.resolve("blue.jpg"), blue, "jpg");

    float[] values = decode("blue.jpg", 1, 1, 3);

    assertThat((double) values[0]).isCloseTo(0x20 / 255.0, within(0.02));
    assertThat((double) values[1]).isCloseTo(0x40 / 255.0, within(0.02));
    assertThat((double) values[2]).isCloseTo(0xC0 / 255.0, within(0.02));
  }

  @Test
  void brokenPicturesAreReported() throws IOException {
    Random random = new Random(2);
    BufferedImage noise = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1600; i++) {
      noise.setRGB(i % 40, i / 40, random.nextInt());
    }
    for (String format : List.of("png", "jpg")) {
      Path file = folder.resolve("noise." + format);
      TestFiles.write(file, noise, format);
      byte[] bytes = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

      assertThat(problems(file)).singleElement().asString().contains("cannot read " + file);
    }
    Path text = Files.writeString(folder.resolve("a.png"), "hello");
    assertThat(problems(text))
        .containsExactly(
            "manifest.csv line 7, column \"image\": cannot read "
                + text
                + ": it is neither PNG nor JPEG. Replace the file, or leave the cell empty if the image is absent.");
  }

  /** By the header alone, before anything is decoded. */
  @Test
  void pngOfTooManyPixelsIsRefused() throws IOException {
    Path file = folder.resolve("large.png");
    TestFiles.greyPng(file, new int[][] {{0}});
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    bytes.putInt(16, 1 << 15).putInt(20, 1 << 14);
    CRC32 check = new CRC32();
    check.update(bytes.array(), 12, 17);
    Files.write(file, bytes.putInt(29, (int) check.getValue()).array());

    assertThat(problems(file))
        .singleElement()
        .asString()
        .contains("its header claims 32768 x 16384 pixels");
  }

  private float[] decode(String name, int height, int width, int channels) {
    Problems problems = new Problems(Path.of("manifest.csv"));
    float[] values = decode(folder.resolve(name), height, width, channels, problems);
    problems.throwIfAny("test");
    return values;
  }

  private List<String> problems(Path file) {
    Problems problems = new Problems(Path.of("manifest.csv"));
    decode(file, 2, 2, 3, problems);
    return org.assertj.core.api.Assertions.catchThrowableOfType(
            DataException.class, () -> problems.throwIfAny("test"))
        .problems();
  }

  private static float[] decode(Path file, int height, int width, int channels, Problems problems) {
    ImagePreprocessor image = new ImagePreprocessor("image", "image", height, width, channels);
    Sample sample = new Sample(7, "id", Optional.empty(), "", List.of(new Cell.File(file)));
    try (FeatureExtractor extractor =
        new FeatureExtractor(Path.of("manifest.csv"), List.of(image), 0)) {
      Batch batch = new Batch(List.of(image.feature()), 1, 1);
      extractor.extract(List.of(sample), batch, problems);
      return batch.floats(0);
    }
  }

  /**
   * Separable triangle filters, as wide as the step between two new pixels but at least 1 old one.
   */
  private static double[][] resize(double[][] pixels, int height, int width) {
    double[][] rows = new double[height][];
    for (int y = 0; y < height; y++) {
      double[] weights = weights(y, pixels.length, height);
      rows[y] = new double[pixels[0].length];
      for (int x = 0; x < pixels[0].length; x++) {
        for (int i = 0; i < weights.length; i++) {
          rows[y][x] += weights[i] * pixels[i][x];
        }
      }
    }
    double[][] result = new double[height][width];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double[] weights = weights(x, pixels[0].length, width);
        for (int i = 0; i < weights.length; i++) {
          result[y][x] += weights[i] * rows[y][i];
        }
      }
    }
    return result;
  }

  private static double[] weights(int position, int from, int to) {
    double factor = (double) from / to;
    double centre = (position + 0.5) * factor;
    double radius = Math.max(1, factor);
    double[] weights = new double[from];
    double sum = 0;
    for (int i = 0; i < from; i++) {
      weights[i] = Math.max(0, 1 - Math.abs(i + 0.5 - centre) / radius);
      sum += weights[i];
    }
    for (int i = 0; i < from; i++) {
      weights[i] /= sum;
    }
    return weights;
  }
}
