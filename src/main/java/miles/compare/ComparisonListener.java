package miles.compare;

/** What wants to know how a comparison goes. Called by several threads, but by one at a time. */
public interface ComparisonListener {

  /**
   * Runs are about to be made.
   *
   * @param work what they are for
   */
  default void started(Work work) {}

  /** Steps were made, or turned out not to be needed. */
  default void advanced(long steps) {}

  /** A run was finished in this process. */
  default void finished(PlannedRun run, RunScore score) {}

  /** All runs are finished. Not called if the comparison fails. */
  default void ended() {}

  /**
   * Runs that belong together.
   *
   * @param name {@code tuning} or {@code comparing}
   * @param runs how many
   * @param runsDone how many of them were finished before
   * @param steps steps of all of them
   * @param stepsDone steps of those that were finished before
   */
  record Work(String name, int runs, int runsDone, long steps, long stepsDone) {}
}
