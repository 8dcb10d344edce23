package miles.cli;

/** The progress of one task, as its user sees it. */
public interface Progress extends AutoCloseable {

  /** Shows nothing. */
  Progress SILENT =
      new Progress() {
        @Override
        public void advance(long steps) {}

        @Override
        public void note(String text) {}

        @Override
        public void close() {}
      };

  /**
   * Counts steps that were done.
   *
   * @param steps how many more, at least 0
   */
  void advance(long steps);

  /** Shows a short text beside the count, such as {@code epoch 3/30 loss 0.412}. */
  void note(String text);

  /** Removes the progress from the screen. */
  @Override
  void close();
}
