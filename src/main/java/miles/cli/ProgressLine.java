package miles.cli;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with the time left, drawn at the bottom of a console. */
final class ProgressLine implements Progress {

  private static final int REDRAW_MILLIS = 200;

  private final ProgressBar bar;

  private ProgressLine(ProgressBar bar) {
    this.bar = bar;
  }

  static ProgressLine start(Console console, String task, long steps, long done) {
    return new ProgressLine(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(steps)
            .startsFrom(done, Duration.ZERO)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REDRAW_MILLIS)
            .clearDisplayOnFinish()
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
    public void clear() {
      console.draw("");
    }

    @Override
    public void close() {
      console.draw("");
    }
  }
}
