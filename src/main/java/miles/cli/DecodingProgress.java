package miles.cli;

import miles.data.LoadOptions;

/** Shows how many samples are decoded; nothing if they come from the cache. */
final class DecodingProgress implements LoadOptions.Progress, AutoCloseable {

  private final Console console;
  private Progress progress = Progress.SILENT;
  private int shown;

  DecodingProgress(Console console) {
    this.console = console;
  }

  @Override
  public void decoded(int done, int total) {
    if (shown == 0) {
      progress = console.progress("reading data", total, 0);
    }
    progress.advance(done - shown);
    shown = done;
  }

  @Override
  public void close() {
    progress.close();
  }
}
