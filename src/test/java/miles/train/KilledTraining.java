package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import miles.config.RunConfig;
import miles.train.RunFolder.Existing;

/** The process that {@link KillTest} kills: trains a run, or goes on with it. */
final class KilledTraining {

  private KilledTraining() {}

  /** Returns the run; its checkpoints have some megabytes, so that writing them takes a while. */
  static RunConfig config(Path folder) {
    return TestRuns.config(
        folder,
        2,
        "balance.method=miles",
        "balance.miles.smoothing=0.3",
        "modalities.a.encoder.units=[768, 512]",
        "training.epochs=6");
  }

  /**
   * Trains, and prints the number of every step.
   *
   * @param args the folder of the data, and the folder of the run
   */
  public static void main(String[] args) throws IOException {
    Path run = Path.of(args[1]);
    TrainingListener steps =
        new TrainingListener() {
          @Override
          public void stepEnded(StepRecord step) {
            System.out.println(step.step());
            System.out.flush();
          }
        };
    Existing existing = Files.exists(run) ? Existing.RESUME : Existing.REFUSE;
    TestRuns.train(config(Path.of(args[0])), run, existing, steps);
  }
}
