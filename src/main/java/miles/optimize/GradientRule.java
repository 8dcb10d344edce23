package miles.optimize;

import java.util.List;
import java.util.Map;

/**
 * How the gradients of a step come about: those of its loss, or what a balancing method makes of
 * gradients. Called once, while the step is built; everything stays in the graph.
 */
@FunctionalInterface
public interface GradientRule {

  /** The gradients of the step's loss as they are. */
  GradientRule OF_THE_LOSS = Backpropagation::ofTheLoss;

  /**
   * Adds the gradients to the graph.
   *
   * @return for each parameter group, in any order, a gradient for each of its parameters
   */
  Map<String, List<Gradient>> gradients(Backpropagation backpropagation);
}
