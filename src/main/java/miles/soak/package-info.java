/**
 * Proves on this very machine that a killed training loses nothing.
 *
 * <p>Start at {@link miles.soak.Soak}: it trains a small run once without a disturbance, then again
 * and again in processes that it kills, and compares all that is left. What a whole run must look
 * like, at any moment and at the end, is in {@link miles.soak.ExpectedRun}.
 *
 * <p>The power of the machine is not cut: what the operating system has taken from a process
 * survives the process, so that this says nothing of disks that lie.
 */
@NullMarked
package miles.soak;

import org.jspecify.annotations.NullMarked;
