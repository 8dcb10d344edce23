package miles.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import miles.config.RunFile;
import miles.data.LoadedData;
import miles.train.RunFolder.Existing;

/** The process whose memory {@link MemoryTest} watches. */
final class LongTraining {

  /** Samples to train on; a step takes one of them. */
  static final int ROWS = 200;

  private LongTraining() {}

  /**
   * Trains, then evaluates. Prints what it does and the process's resident bytes, such as {@code
   * step 500000000}, after every so many steps and evaluations.
   *
   * @param args the folder of the data, with {@link #ROWS} samples to train on; steps; after how
   *     many of them memory is read; evaluations, and after how many
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int steps = Integer.parseInt(args[1]);
    int everySteps = Integer.parseInt(args[2]);
    TrainingListener memory =
        new TrainingListener() {
          @Override
          public void stepEnded(StepRecord step) {
            if (step.step() % everySteps == 0) {
              print("step");
            }
          }
        };
    TestRuns.train(
        TestRuns.config(folder, 2, "training.batch_size=1", "training.epochs=" + steps / ROWS),
        folder.resolve("run"),
        Existing.REFUSE,
        memory);
    evaluate(folder.resolve("run"), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
  }

  private static void evaluate(Path run, int times, int every) throws IOException {
    LoadedData data = TestRuns.load(RunFile.read(new RunLayout(run).runFile(), List.of()));
    for (int i = 1; i <= times; i++) {
      try (TrainedRun trained = TrainedRun.open(run)) {
        trained.score(data.test());
      }
      if (i % every == 0) {
        print("evaluation");
      }
    }
  }

  private static void print(String what) {
    try {
      System.out.println(what + " " + ResidentMemory.all());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
