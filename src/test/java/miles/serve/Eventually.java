package miles.serve;

/** Waits for what other threads, processes or clocks bring about. */
final class Eventually {

  private static final int LONGEST_MILLISECONDS = 120_000;
  private static final int PAUSE_MILLISECONDS = 10;

  private Eventually() {}

  /** What is asked again and again. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Returns when the condition holds; fails if it does not within two minutes. */
  static void await(Condition condition) throws Exception {
    long start = System.nanoTime();
    while (!condition.holds()) {
      if (System.nanoTime() - start > LONGEST_MILLISECONDS * 1_000_000L) {
        throw new AssertionError("it did not happen within two minutes");
      }
      Thread.sleep(PAUSE_MILLISECONDS);
    }
  }
}
