package miles.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import miles.config.InvalidValueException;
import miles.train.DurableFiles;

/**
 * Trains a small run in processes that are killed, and compares what is left with a run that was
 * not disturbed.
 *
 * <p>Every run is begun anew and goes on after each fault until it ends, then the next one begins,
 * until all faults are done, or until one fails by itself. After each fault the run's folder must
 * hold nothing that is not whole and equal; at the end everything must be there, with the same
 * bits.
 */
public final class Soak {

  private final SoakSettings settings;
  private final Consumer<String> news;
  private final Random random;
  private final SoakReport.Builder report = new SoakReport.Builder();
  private final Deque<Fault> faults;

  /**
   * @param settings how the training is disturbed
   * @param news gets a line a run
   */
  public Soak(SoakSettings settings, Consumer<String> news) {
    this.settings = settings;
    this.news = news;
    this.random = new Random(settings.seed());
    this.faults = faults(settings, random);
  }

  /** Half of the kills are in writes; all faults come in an order drawn at random. */
  private static Deque<Fault> faults(SoakSettings settings, Random random) {
    List<Fault> all = new ArrayList<>(Collections.nCopies(settings.stops(), Fault.STOP));
    for (int kill = 0; kill < settings.kills(); kill++) {
      all.add(kill % 2 == 0 ? Fault.KILL_IN_WRITE : Fault.KILL);
    }
    Collections.shuffle(all, random);
    return new ArrayDeque<>(all);
  }

  /**
   * Does all of it. A run that shows something wrong is kept in the folder, others are deleted.
   *
   * @throws InvalidValueException if the folder holds something
   * @throws SoakException if the undisturbed run fails, or if a training does not end
   */
  public SoakReport run() throws IOException, InterruptedException {
    Path out = settings.out();
    requireEmpty(out);
    Files.createDirectories(out);
    Path runFile = GeneratedRun.write(out);
    long started = System.nanoTime();
    ExpectedRun expected = undisturbed(runFile);
    double milliseconds = (System.nanoTime() - started) / 1e6;
    news.accept("undisturbed: %.1f s".formatted(milliseconds / 1e3));
    Moments moments = new Moments(random, milliseconds);
    boolean trains = true;
    for (int number = 1; trains && !faults.isEmpty(); number++) {
      Path saved = out.resolve("run-%04d".formatted(number));
      int before = faults.size();
      int findings = report.findings();
      trains =
          new DisturbedRun(settings.miles(), runFile, saved, expected, report).run(faults, moments);
      boolean good = report.findings() == findings;
      news.accept(
          "%s: %d faults, %s"
              .formatted(
                  saved.getFileName(),
                  before - faults.size(),
                  good ? "same bits" : "not as it must be"));
      if (good) {
        DurableFiles.deleteTree(saved);
        Files.delete(out.resolve(saved.getFileName() + ".txt"));
      }
    }
    return report.build();
  }

  private ExpectedRun undisturbed(Path runFile) throws IOException, InterruptedException {
    Path saved = settings.out().resolve("undisturbed");
    try (TrainingProcess process = TrainingProcess.start(settings.miles(), runFile, saved)) {
      int exitCode = process.exitCode();
      if (exitCode != 0) {
        throw new SoakException(
            "The training that nothing disturbs failed with exit code %d, so there is nothing to compare with. %s.txt says why: mend that, then name an empty folder with --out."
                .formatted(exitCode, saved));
      }
      return new ExpectedRun(process.run());
    }
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    boolean empty = false;
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        empty = entries.findAny().isEmpty();
      }
    }
    if (!empty) {
      throw new InvalidValueException("--out", folder, "a folder that is absent or empty");
    }
  }
}
