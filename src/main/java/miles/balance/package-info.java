/**
 * Balancing methods: what keeps one modality from learning at the expense of the others.
 *
 * <p>Start at {@link miles.balance.BalancingMethod}, which names the four seams through which a
 * method acts, and at {@link miles.balance.BalancingMethods}, which makes the method that a run
 * file names. A method knows scores, losses and the nodes of a graph; nothing of files, sessions or
 * the order of samples. What it remembers is in its {@code state()} or in variables of the graph,
 * so that a checkpoint holds all of it.
 */
@NullMarked
package miles.balance;

import org.jspecify.annotations.NullMarked;
