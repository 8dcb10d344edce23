package miles.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** A small run file and its data, the same every time. */
final class GeneratedRun {

  /** The run's name, and so that of its folder. */
  static final String NAME = "soak";

  /** Every epoch's checkpoint is kept, so that each can be compared. */
  private static final String RUN =
      """
      name: soak
      task: {kind: classification, score: accuracy}
      data: {manifest: manifest.csv}
      modalities:
        a: {kind: tabular, encoder: {kind: mlp, units: [512, 384], dropout: 0.1, normalization: batch}}
        b: {kind: tabular, encoder: {kind: mlp, units: [32], dropout: 0.1}}
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.003}
      balance: {method: miles}
      training: {epochs: 6, batch_size: 8, seed: 3, threads: 1, checkpoints: 6}
      """;

  private static final int ROWS = 320;
  private static final long STEPS_PER_EPOCH = ROWS / 2 / 8;
  private static final int COLUMNS = 4;

  private GeneratedRun() {}

  /** Writes {@code manifest.csv} and {@code run.yaml} into a folder, and returns the latter. */
  static Path write(Path folder) throws IOException {
    Files.writeString(folder.resolve("manifest.csv"), manifest());
    return Files.writeString(folder.resolve("run.yaml"), RUN);
  }

  /** Returns the steps from the start. */
  static long steps(Place place) {
    return place.epochs() * STEPS_PER_EPOCH + place.steps();
  }

  /** Four classes; modality a tells two halves of them apart, b two others, and some lack b. */
  private static String manifest() {
    Random random = new Random(1);
    StringBuilder csv = new StringBuilder("id,split,label");
    for (int column = 0; column < 2 * COLUMNS; column++) {
      csv.append(column < COLUMNS ? ",a.x" : ",b.x").append(column % COLUMNS);
    }
    for (int row = 0; row < ROWS; row++) {
      int label = random.nextInt(4);
      csv.append("\nr%d,%s,c%d".formatted(row, split(row), label));
      boolean lacks = random.nextInt(10) == 0;
      for (int column = 0; column < 2 * COLUMNS; column++) {
        int bit = column < COLUMNS ? label & 1 : label >> 1;
        double value = 2 * bit - 1 + random.nextGaussian();
        boolean empty = lacks && column >= COLUMNS;
        csv.append(',').append(empty ? "" : String.format(Locale.ROOT, "%.3f", value));
      }
    }
    return csv.append('\n').toString();
  }

  private static String split(int row) {
    if (row % 4 < 2) {
      return "train";
    }
    return row % 4 == 2 ? "validation" : "test";
  }
}
