/**
 * Balancing methods: what keeps one modality from learning at the expense of the others.
 *
 * <p>Start at {@link miles.balance.BalancingMethod}, the seam between a method and the training
 * loop, and at {@link miles.balance.BalancingMethods}, which makes the method that a run file
 * names. A method knows scores, loss weights and learning rates; nothing of files, sessions or
 * steps.
 */
@NullMarked
package miles.balance;

import org.jspecify.annotations.NullMarked;
