/**
 * Training: the loop, what listens to it, and what a run leaves on the disk.
 *
 * <p>Start at {@link miles.train.Trainer}: one epoch is one screen. {@link miles.train.RunLayout}
 * names the files of a run's folder, {@link miles.train.Checkpoints} writes and restores them, and
 * {@link miles.train.Evaluator} turns a data set into probabilities, during training and after it.
 *
 * <p>A run that is stopped at any moment and resumed ends with the same bits as one that never
 * stopped, provided that TensorFlow's version, the processor and the number of threads stay the
 * same. A training runs in one process on one machine.
 */
@NullMarked
package miles.train;

import org.jspecify.annotations.NullMarked;
