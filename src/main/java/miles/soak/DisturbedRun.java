package miles.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** One run that is killed and goes on, again and again, until it ends. */
final class DisturbedRun {

  private final List<String> miles;
  private final Path runFile;
  private final Path saved;
  private final ExpectedRun expected;
  private final SoakReport.Builder report;

  private Optional<Fault> last = Optional.empty();
  private Place kept = Place.START;

  /**
   * @param miles what starts this program
   * @param runFile the run
   * @param saved the folder of the run's folder
   * @param expected what the run must look like
   * @param report gets what comes of the faults
   */
  DisturbedRun(
      List<String> miles,
      Path runFile,
      Path saved,
      ExpectedRun expected,
      SoakReport.Builder report) {
    this.miles = miles;
    this.runFile = runFile;
    this.saved = saved;
    this.expected = expected;
    this.report = report;
  }

  /**
   * Trains until the run ends.
   *
   * @param faults the next of them strike the processes; those that a process outran are left
   * @param moments draws when they do
   * @return whether it could be trained to its end; if not, no other run can either
   */
  boolean run(Queue<Fault> faults, Moments moments) throws IOException, InterruptedException {
    int exitCode = 0;
    boolean goesOn = true;
    while (goesOn) {
      try (TrainingProcess process = TrainingProcess.start(miles, runFile, saved)) {
        Optional<Fault> fault = Optional.ofNullable(faults.peek());
        if (fault.isPresent()) {
          process.strike(fault.get(), moments);
        }
        exitCode = process.exitCode();
        compareWithLast(process);
        goesOn = fault.isPresent() && exitCode == fault.get().exitCode();
        if (fault.isPresent()) {
          moments.learn(fault.get(), goesOn);
        }
        if (goesOn) {
          inspect(process, faults.remove());
        } else {
          inspectEnd(process, exitCode);
        }
      }
    }
    report.ended();
    return exitCode == 0;
  }

  /** What the process before had kept must not be made again. */
  private void compareWithLast(TrainingProcess process) throws IOException {
    Place wentOn = process.wentOnAfter();
    if (last.isPresent() && process.trained() && wentOn.compareTo(kept) < 0) {
      long lost = GeneratedRun.steps(kept) - GeneratedRun.steps(wentOn);
      report.lost(
          last.get(), lost, "%s: after %s it went on after %s".formatted(saved, kept, wentOn));
    }
  }

  private void inspect(TrainingProcess process, Fault fault) throws IOException {
    last = Optional.of(fault);
    kept = ExpectedRun.newest(process.run());
    report.struck(fault);
    expected.wrongIn(process.run()).forEach(this::wrong);
    if (fault == Fault.STOP) {
      inspectStop(process);
    }
  }

  /**
   * A training that is stopped says after how many steps, and exactly these are kept. It says
   * nothing where no step was to be made any more: then all must be there.
   */
  private void inspectStop(TrainingProcess process) throws IOException {
    long said = process.stoppedAfter();
    long steps = GeneratedRun.steps(kept);
    if (said > steps) {
      report.lost(
          Fault.STOP,
          said - steps,
          "%s: stopped after %d steps, but %s is kept".formatted(saved, said, kept));
    } else if (said >= 0 && said < steps) {
      wrong("stopped after %d steps, but %s is kept".formatted(said, kept));
    } else if (said < 0
        && process.trained()
        && !expected.wrongAtTheEndOf(process.run()).isEmpty()) {
      wrong("ended within the training without a word after how many steps");
    }
  }

  private void inspectEnd(TrainingProcess process, int exitCode) throws IOException {
    if (exitCode == 0) {
      expected.wrongAtTheEndOf(process.run()).forEach(this::wrong);
    } else {
      wrong("the training failed by itself, with exit code %d".formatted(exitCode));
    }
  }

  private void wrong(String what) {
    String finding = "%s: %s".formatted(saved, what);
    last.ifPresentOrElse(fault -> report.wrong(fault, finding), () -> report.wrong(finding));
  }
}
