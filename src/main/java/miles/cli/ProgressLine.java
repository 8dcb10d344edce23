package miles.cli;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with the time left, drawn at the bottom of a console. */
final class ProgressLine implements Progress {

  private static final int REDRAW_MILLIS = 200;

  private final Console console;
  private final ProgressBar bar;

  private ProgressLine(Console console, ProgressBar bar) {
    this.console = console;
    this.bar = bar;
  }

  static ProgressLine start(Console console, String task, long steps, long done) {
    return new ProgressLine(
        console,
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .startsFrom(done, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .setConsumer(new Drawing(console))
            .build());
  }

  @Override
  public void advance(long steps) {
    bar.stepBy(steps);
  }

  @Override
  public void note(String text) {
    bar.setExtraMessage(text);
  }

  @Override
  public void close() {
    bar.close();
    // The library erases only a bar that it has drawn before; a task may end sooner.
    console.draw("");
  }

  /** Hands what the library renders to the console, which keeps lines and bar apart. */
  private record Drawing(Console console) implements ProgressBarConsumer {

    @Override
    public int getMaxRenderedLength() {
      // The last column stays free: some terminals wrap a line that fills it.
      return console.columns() - 1;
    }

    @Override
    public void accept(String rendered) {
      console.draw(rendered);
    }

    @Override
    public void close() {
      // The bar's owner erases it.
    }
  }
}
