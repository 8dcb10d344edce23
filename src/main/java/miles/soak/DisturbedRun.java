package miles.soak;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;

/** One run that is killed and goes on, again and again, until it ends. */
final class DisturbedRun {

  private final List<String> miles;
  private final Path runFile;
  private final Path saved;
  private final ExpectedRun expected;
  private final SoakReport.Builder report;

  private Fault last = Fault.KILL;
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
   */
  void run(Queue<Fault> faults, Moments moments) throws IOException, InterruptedException {
    boolean goesOn = true;
    while (goesOn) {
      TrainingProcess process = TrainingProcess.start(miles, runFile, saved);
      Fault fault = faults.peek();
      if (fault != null) {
        process.strike(fault, moments);
      }
      int exitCode = process.exitCode();
      compareWithLast(process);
      boolean struck = fault != null && exitCode == fault.exitCode();
      if (fault != null) {
        moments.learn(fault, struck);
      }
      if (fault != null && struck) {
        faults.remove();
        inspect(process, fault);
      } else {
        goesOn = false;
        inspectEnd(process, exitCode);
      }
    }
    report.ended();
  }

  /** What the process before had kept must not be made again. */
  private void compareWithLast(TrainingProcess process) throws IOException {
    Place wentOn = process.wentOnAfter();
    if (process.trained() && wentOn.compareTo(kept) < 0) {
      long lost = GeneratedRun.steps(kept) - GeneratedRun.steps(wentOn);
      report.lost(last, lost, "%s: after %s it went on after %s".formatted(saved, kept, wentOn));
    }
  }

  private void inspect(TrainingProcess process, Fault fault) throws IOException {
    last = fault;
    kept = ExpectedRun.newest(process.run());
    report.struck(fault);
    expected.wrongIn(process.run()).forEach(this::wrong);
    long said = process.stoppedAfter();
    if (fault == Fault.STOP && said > GeneratedRun.steps(kept)) {
      report.lost(
          fault,
          said - GeneratedRun.steps(kept),
          "%s: stopped after %d steps, but %s is kept".formatted(saved, said, kept));
    }
  }

  private void inspectEnd(TrainingProcess process, int exitCode) throws IOException {
    if (exitCode == 0) {
      expected.wrongAtTheEndOf(process.run()).forEach(this::wrong);
    } else {
      wrong("exit code %d of the process that went on".formatted(exitCode));
    }
  }

  private void wrong(String what) {
    report.wrong(last, "%s: %s".formatted(saved, what));
  }
}
