/**
 * The update of the variables: gradients, clipping, weight decay and the optimizers
 * GradientDescent, Momentum, Adam and AdamW, with one learning-rate placeholder for every parameter
 * group.
 *
 * <p>Start at {@link miles.optimize.TrainingOp}. This package adds nodes to a graph and runs
 * nothing; it knows nothing of schedules: the rates are fed.
 */
@NullMarked
package miles.optimize;

import org.jspecify.annotations.NullMarked;
