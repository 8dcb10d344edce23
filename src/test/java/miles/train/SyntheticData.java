package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Manifests of made-up numbers, the same ones every time.
 *
 * <p>With M modalities there are 2^M classes; modality m shows bit m of the class as the mean of
 * its columns, under noise. Each modality alone can therefore tell two halves of the classes apart,
 * and only all together tell every class.
 */
public final class SyntheticData {

  private static final int COLUMNS = 3;

  private SyntheticData() {}

  /**
   * Writes {@code manifest.csv} with the modalities a, b, …
   *
   * @param modalities how many
   * @param rows rows of the training split; the other two have half as many each
   * @param absent share of samples that lack the last modality
   */
  public static Path complementary(Path folder, int modalities, int rows, double absent)
      throws IOException {
    StringBuilder csv = new StringBuilder(header(modalities));
    Random random = new Random(7);
    for (int row = 0; row < 2 * rows; row++) {
      int label = row % (1 << modalities);
      csv.append("r%d,%s,c%d".formatted(row, split(row, rows), label));
      boolean lacks = random.nextDouble() < absent;
      for (int m = 0; m < modalities; m++) {
        double mean = (label >> m & 1) == 0 ? -1 : 1;
        for (int column = 0; column < COLUMNS; column++) {
          String value = number(mean + 0.6 * random.nextGaussian());
          csv.append(',').append(lacks && m == modalities - 1 ? "" : value);
        }
      }
      csv.append('\n');
    }
    return write(folder, csv);
  }

  /**
   * Writes {@code manifest.csv} of two modalities that both show the whole class of four: the first
   * plainly, the second as the sign pattern of two columns under heavy noise.
   */
  static Path oneEasyOneHard(Path folder, int rows) throws IOException {
    StringBuilder csv = new StringBuilder(header(2));
    Random random = new Random(11);
    for (int row = 0; row < 2 * rows; row++) {
      int label = row % 4;
      csv.append("r%d,%s,c%d".formatted(row, split(row, rows), label));
      double[] signs = {(label & 1) * 2 - 1, (label & 2) - 1, 0};
      for (double sign : signs) {
        csv.append(',').append(number(3 * sign + 0.5 * random.nextGaussian()));
      }
      for (double sign : signs) {
        csv.append(',').append(number(sign + 1.5 * random.nextGaussian()));
      }
      csv.append('\n');
    }
    return write(folder, csv);
  }

  private static String header(int modalities) {
    StringBuilder header = new StringBuilder("id,split,label");
    for (int m = 0; m < modalities; m++) {
      for (int column = 0; column < COLUMNS; column++) {
        header.append(",%s.x%d".formatted(name(m), column));
      }
    }
    return header.append('\n').toString();
  }

  public static String name(int modality) {
    return String.valueOf((char) ('a' + modality));
  }

  private static String split(int row, int rows) {
    if (row < rows) {
      return "train";
    }
    return row < rows + rows / 2 ? "validation" : "test";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  private static Path write(Path folder, CharSequence csv) throws IOException {
    return Files.writeString(folder.resolve("manifest.csv"), csv);
  }
}
