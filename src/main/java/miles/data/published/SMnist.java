package miles.data.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import miles.data.DataException;
import miles.data.LoadOptions;
import miles.data.Split;

/**
 * Written and spoken digits: six npy files.
 *
 * <pre>
 *   data_wr_train.npy, data_wr_test.npy    [n, 784], pixels from 0 to 255 or from 0 to 1
 *   data_sp_train.npy, data_sp_test.npy    [n, 507], 39 frames of 13 MFCCs
 *   labels_train.npy, labels_test.npy      [n], 0 to 9
 * </pre>
 *
 * <p>A written digit becomes a picture. A spoken digit becomes 507 numeric columns, {@code
 * audio.t00c00} to {@code audio.t38c12}: there is no sound to keep, a picture would cut its values
 * to 8 bits, and numbers stay as published, in single precision.
 *
 * <p>A tenth of the training rows is validation. The publisher repeats spoken digits until there
 * are as many as written ones, so rows with the same spoken digit stay in one split.
 *
 * <p>Source: L. Khacef, L. Rodriguez, B. Miramond, "Written and spoken digits database for
 * multimodal learning", Zenodo, record 4452953.
 */
final class SMnist {

  private static final int SIDE = 28;
  private static final int FRAMES = 39;
  private static final int COEFFICIENTS = 13;
  private static final int DIGITS = 10;
  private static final double VALIDATION = 0.1;

  private SMnist() {}

  /** The three files of one part. */
  private record Part(Split split, NpyFile written, NpyFile spoken, List<String> labels) {

    static Part open(Path source, Split split) throws IOException {
      NpyFile written = open(source, "data_wr", split, SIDE * SIDE);
      NpyFile spoken = open(source, "data_sp", split, FRAMES * COEFFICIENTS);
      NpyFile labels = open(source, "labels", split, 1);
      for (NpyFile other : List.of(spoken, labels)) {
        if (other.rows() != written.rows()) {
          throw new DataException(
              "%s has %d rows, but %s has %d: a row of one belongs to the same row of the other. Download both again."
                  .formatted(other.name(), other.rows(), written.name(), written.rows()));
        }
      }
      return new Part(split, written, spoken, digits(labels));
    }

    private static NpyFile open(Path source, String stem, Split split, int width)
        throws IOException {
      NpyFile file = NpyFile.open(source.resolve(stem + "_" + split.word() + ".npy"));
      if (file.width() != width) {
        throw new DataException(
            "%s has the shape %s, not %d values a row. Use the six files of the publisher as they are."
                .formatted(file.name(), file.shape(), width));
      }
      return file;
    }

    private static List<String> digits(NpyFile file) {
      List<String> digits = new ArrayList<>();
      for (int row = 0; row < file.rows(); row++) {
        double value = file.value(row, 0);
        if (!(value >= 0 && value < DIGITS && value == Math.rint(value))) {
          throw new DataException(
              "%s row %d: %s is no digit from 0 to 9. Use the publisher's file as it is."
                  .formatted(file.name(), row, value));
        }
        digits.add(Integer.toString((int) value));
      }
      return digits;
    }

    int rows() {
      return written.rows();
    }
  }

  static ImportSummary load(Path source, Path out, LoadOptions.Progress progress)
      throws IOException {
    Part train = Part.open(source, Split.TRAIN);
    Part test = Part.open(source, Split.TEST);
    double scale = 255 / Math.max(whitest(train.written()), whitest(test.written()));
    boolean[] validation = Holdout.draw(train.labels(), voices(train.spoken()), VALIDATION);
    List<String> columns = new ArrayList<>(List.of("image"));
    columns.addAll(columns());
    try (SetWriter writer = new SetWriter(out, columns, train.rows() + test.rows(), progress)) {
      for (int row = 0; row < train.rows(); row++) {
        write(writer, train, row, validation[row] ? Split.VALIDATION : Split.TRAIN, scale);
      }
      for (int row = 0; row < test.rows(); row++) {
        write(writer, test, row, Split.TEST, scale);
      }
      return writer.summary();
    }
  }

  /** Returns 1 or 255: what white is in a file of pixels. */
  private static double whitest(NpyFile file) {
    double greatest = 0;
    for (int row = 0; row < file.rows(); row++) {
      for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
        double value = file.value(row, pixel);
        if (!(value >= 0 && value <= 255)) {
          throw new DataException(
              "%s row %d: %s is no pixel from 0 to 255. Use the publisher's file as it is."
                  .formatted(file.name(), row, value));
        }
        greatest = Math.max(greatest, value);
      }
    }
    return greatest <= 1 ? 1 : 255;
  }

  /** Returns a number for every row that is the same for the same spoken digit. */
  private static long[] voices(NpyFile file) {
    long[] voices = new long[file.rows()];
    for (int row = 0; row < file.rows(); row++) {
      long hash = 1;
      for (int column = 0; column < file.width(); column++) {
        hash = (hash ^ Double.doubleToLongBits(file.value(row, column))) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 32;
      }
      voices[row] = hash;
    }
    return voices;
  }

  private static List<String> columns() {
    List<String> columns = new ArrayList<>();
    for (int frame = 0; frame < FRAMES; frame++) {
      for (int coefficient = 0; coefficient < COEFFICIENTS; coefficient++) {
        columns.add(String.format(Locale.ROOT, "audio.t%02dc%02d", frame, coefficient));
      }
    }
    return columns;
  }

  private static void write(SetWriter writer, Part part, int row, Split split, double scale)
      throws IOException {
    String id = String.format(Locale.ROOT, "%s-%05d", part.split().word(), row);
    byte[] pixels = new byte[SIDE * SIDE];
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      pixels[pixel] = (byte) Math.round(scale * part.written().value(row, pixel));
    }
    List<String> cells = new ArrayList<>();
    cells.add(writer.picture("images/" + id + ".png", SIDE, SIDE, pixels));
    for (int column = 0; column < part.spoken().width(); column++) {
      float value = (float) part.spoken().value(row, column);
      if (!Float.isFinite(value)) {
        throw new DataException(
            "%s row %d, column %d: %s is no finite number. Use the publisher's file as it is."
                .formatted(part.spoken().name(), row, column, value));
      }
      cells.add(Float.toString(value));
    }
    writer.row(id, split, part.labels().get(row), cells);
  }
}
