package miles.soak;

import java.util.Random;

/**
 * Draws the moments of faults. How long a process lives is learned from whether faults come too
 * late, so that neither a slow machine nor one whose speed changes matters.
 */
final class Moments {

  private static final double LATER = 1.1;
  private static final double SOONER = 0.7;

  private final Random random;
  private double milliseconds;
  private double writes = 40;
  private int stops;

  /**
   * @param random what draws
   * @param milliseconds what a whole training takes, by and large
   */
  Moments(Random random, double milliseconds) {
    this.random = random;
    this.milliseconds = milliseconds;
  }

  /** Returns how long after a process's start it is struck. */
  long milliseconds() {
    return (long) (random.nextDouble() * milliseconds);
  }

  /** Returns the how manieth write of a process is struck, counted from 1. */
  int write() {
    return 1 + (int) (random.nextDouble() * writes);
  }

  /**
   * Returns whether the next stop waits until the process makes steps, as every other one does: at
   * moments that are merely drawn, few stops would meet a training.
   */
  boolean stopWaitsForSteps() {
    stops++;
    return stops % 2 == 1;
  }

  /** Learns whether a fault came before the end of the process. */
  void learn(Fault fault, boolean struck) {
    double factor = struck ? LATER : SOONER;
    if (fault == Fault.KILL_IN_WRITE) {
      writes = Math.max(1, writes * factor);
    } else {
      milliseconds = Math.max(1, milliseconds * factor);
    }
  }
}
