package miles.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A process that trains the generated run, or goes on with it. It does not outlive its owner, who
 * closes it, nor this process.
 */
final class TrainingProcess implements AutoCloseable {

  /** No process takes longer, however slow the machine. */
  private static final long PATIENCE_MINUTES = 60;

  private static final Pattern GOES_ON =
      Pattern.compile("(?m)^going on after (?:step (\\d+) of \\d+ of )?epoch (\\d+) of \\d+$");
  private static final Pattern STOPPED = Pattern.compile("(?m)^Stopped after (\\d+) steps");

  private final Process process;
  private final Path run;
  private final Path output;
  private final Thread atExit;

  private TrainingProcess(Process process, Path run, Path output) {
    this.process = process;
    this.run = run;
    this.output = output;
    this.atExit = new Thread(process::destroyForcibly, "end-training");
  }

  /**
   * Starts it.
   *
   * @param miles what starts this program
   * @param runFile the run
   * @param saved the folder of the run's folder; what the process prints is beside it
   */
  static TrainingProcess start(List<String> miles, Path runFile, Path saved) throws IOException {
    Path run = saved.resolve(GeneratedRun.NAME);
    Path output = saved.resolveSibling(saved.getFileName() + ".txt");
    List<String> command = new ArrayList<>(miles);
    command.addAll(List.of("train", runFile.toString(), "--saved", saved.toString()));
    if (Files.exists(run)) {
      command.add("--resume");
    }
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    TrainingProcess training = new TrainingProcess(process, run, output);
    try {
      Runtime.getRuntime().addShutdownHook(training.atExit);
    } catch (IllegalStateException e) {
      // This process is ending, so that no hook can be added.
      process.destroyForcibly();
      throw e;
    }
    return training;
  }

  /** Returns the run's folder. */
  Path run() {
    return run;
  }

  /**
   * Does something to the process at a moment drawn at random, unless it has ended by then.
   *
   * @param moments draws it
   */
  void strike(Fault fault, Moments moments) throws IOException, InterruptedException {
    if (fault == Fault.KILL_IN_WRITE) {
      awaitWrite(moments.write());
    } else if (fault == Fault.STOP && moments.stopWaitsForSteps()) {
      awaitSteps();
    } else {
      process.waitFor(moments.milliseconds(), TimeUnit.MILLISECONDS);
    }
    if (process.isAlive()) {
      fault.strike(process);
    }
  }

  /** Waits until the so manieth file is seen under the name that it has while it is written. */
  private void awaitWrite(int count) throws IOException, InterruptedException {
    boolean before = false;
    for (int seen = 0; seen < count && !process.waitFor(1, TimeUnit.MILLISECONDS); ) {
      boolean now =
          writes(run) || writes(run.resolve("checkpoints")) || writes(run.resolve("model"));
      seen += now && !before ? 1 : 0;
      before = now;
    }
  }

  /** Waits until the process has said that it trains. */
  private void awaitSteps() throws IOException, InterruptedException {
    boolean ended = false;
    while (!ended && !trained()) {
      ended = process.waitFor(5, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean writes(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.anyMatch(entry -> entry.toString().endsWith(".partial"));
    }
  }

  /** Waits for its end and returns its exit code. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
      throw new SoakException(
          "A training did not end within %d minutes and was killed. See how far it came in %s, and use a machine that does less beside it."
              .formatted(PATIENCE_MINUTES, output));
    }
    return process.exitValue();
  }

  /** Returns where the training went on; the start if it did not say so. */
  Place wentOnAfter() throws IOException {
    return GOES_ON
        .matcher(text())
        .results()
        .map(TrainingProcess::place)
        .findFirst()
        .orElse(Place.START);
  }

  private static Place place(MatchResult found) {
    int epoch = Integer.parseInt(found.group(2));
    return found.group(1) == null
        ? new Place(epoch, 0)
        : new Place(epoch - 1, Integer.parseInt(found.group(1)));
  }

  /** Returns whether training had begun when the process ended. */
  boolean trained() throws IOException {
    return text().contains("\nepoch ") || text().contains("going on after");
  }

  /** Returns the steps after which it said that it stopped; −1 if it did not. */
  long stoppedAfter() throws IOException {
    return STOPPED
        .matcher(text())
        .results()
        .mapToLong(found -> Long.parseLong(found.group(1)))
        .findFirst()
        .orElse(-1);
  }

  /** Kills the process if it is still there, and waits until it has ended. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // This process is ending: its hook finds nothing to kill.
      assert !process.isAlive();
    }
  }

  /** Returns what it printed; a killed process may leave any bytes. */
  private String text() throws IOException {
    return new String(Files.readAllBytes(output), StandardCharsets.ISO_8859_1);
  }
}
