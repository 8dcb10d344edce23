package miles.cli;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import miles.compare.ComparisonListener;
import miles.compare.PlannedRun;
import miles.compare.RunScore;

/** Shows a comparison: a progress bar, and a line a run with the time left. */
final class ComparisonLines implements ComparisonListener, AutoCloseable {

  private final Console console;
  private final StopSignal stop;
  private Progress progress = Progress.SILENT;
  private Work work = new Work("", 0, 0, 0, 0);
  private long started;
  private long advanced;
  private int finished;

  ComparisonLines(Console console, StopSignal stop) {
    this.console = console;
    this.stop = stop;
  }

  @Override
  public void started(Work newWork) {
    stop.await();
    work = newWork;
    started = System.nanoTime();
    advanced = 0;
    finished = work.runsDone();
    if (finished > 0) {
      console.notice(
          "%s: %d of %d runs were finished before".formatted(work.name(), finished, work.runs()));
    }
    progress = console.progress(work.name(), work.steps(), work.stepsDone());
  }

  @Override
  public void advanced(long steps) {
    advanced += steps;
    progress.advance(steps);
  }

  @Override
  public void finished(PlannedRun run, RunScore score) {
    finished++;
    progress.note("%d/%d runs".formatted(finished, work.runs()));
    console.notice(
        "%s %d/%d: %s seed %d: %s%s"
            .formatted(
                work.name(),
                finished,
                work.runs(),
                run.variant().label(),
                run.seed(),
                outcome(score),
                finished < work.runs() ? "; " + timeLeft() + " left" : ""));
  }

  private static String outcome(RunScore score) {
    if (score.end() == RunScore.End.DIVERGED) {
      return "diverged";
    }
    return String.format(
        Locale.ROOT,
        "best epoch %d of %d, validation %.4f",
        score.bestEpoch(),
        score.epochs(),
        score.validation());
  }

  private String timeLeft() {
    long left = work.steps() - work.stepsDone() - advanced;
    double nanosPerStep = (double) (System.nanoTime() - started) / Math.max(1, advanced);
    long seconds = TimeUnit.NANOSECONDS.toSeconds((long) (left * nanosPerStep));
    return seconds < 100
        ? "%d s".formatted(seconds)
        : "%d min".formatted(Math.round(seconds / 60.0));
  }

  @Override
  public void ended() {
    close();
  }

  @Override
  public void close() {
    progress.close();
    progress = Progress.SILENT;
  }
}
