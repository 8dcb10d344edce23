/**
 * Comparisons: balancing methods on the same data, from the same initial values, with the same
 * budget, over several seeds.
 *
 * <p>Start at {@link miles.compare.Comparison}. {@link miles.compare.Grid} and {@link
 * miles.compare.RandomSearch} say which variants of the methods are run, {@link
 * miles.compare.ParallelRuns} runs what is not finished yet, {@link miles.compare.Summary} draws
 * the conclusions. Epochs and tuned parameters are chosen on the validation split; the test split
 * is scored once a run, at its end.
 *
 * <p>A comparison runs in one process; its runs share the process's threads of TensorFlow.
 */
@NullMarked
package miles.compare;

import org.jspecify.annotations.NullMarked;
