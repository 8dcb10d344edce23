package miles.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import miles.train.RunFolder.Existing;

/** The process whose memory {@link MemoryTest} watches. */
final class LongTraining {

  /** Steps after which everything that is allocated once is there. */
  static final int WARM_UP_STEPS = 2_000;

  /** Steps of the whole training. */
  static final int STEPS = 8_000;

  /** Samples to train on; a step takes one of them. */
  static final int ROWS = 200;

  private LongTraining() {}

  /**
   * Trains, and prints the process's resident memory in KiB after the warm-up and at the end.
   *
   * @param args the folder of the data, with {@link #ROWS} samples to train on
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    TrainingListener memory =
        new TrainingListener() {
          @Override
          public void stepEnded(StepRecord step) {
            if (step.step() == WARM_UP_STEPS || step.step() == STEPS) {
              System.out.println(residentKib());
            }
          }
        };
    TestRuns.train(
        TestRuns.config(folder, 2, "training.batch_size=1", "training.epochs=" + STEPS / ROWS),
        folder.resolve("run"),
        Existing.REFUSE,
        memory);
  }

  private static long residentKib() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
