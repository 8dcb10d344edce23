package miles.optimize;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Gradient descent with momentum: a ← μ · a + g; θ ← θ − η · a, with variable θ, gradient g,
 * accumulator a (slot {@code accumulator}, from 0), momentum μ and the learning rate η of the
 * variable's group.
 *
 * <p>A rate of 0 leaves the variable as it is; its accumulator goes on.
 */
public final class Momentum extends GroupedOptimizer {

  private static final String ACCUMULATOR = "accumulator";

  private final Operand<TFloat32> momentum;

  /**
   * @param graph the graph that holds the parameters
   * @param parameters the variables to train
   * @param momentum momentum μ, from 0 to less than 1
   */
  public Momentum(Graph graph, List<Parameter> parameters, float momentum) {
    super(graph, "Momentum", parameters);
    this.momentum = tf.constant(momentum);
  }

  @Override
  protected void createSlots(List<Output<? extends TType>> variables) {
    variables.forEach(variable -> createSlot(variable, ACCUMULATOR));
  }

  @Override
  Op update(Ops gated, Parameter parameter, Operand<TFloat32> gradient) {
    return gated.train.applyMomentum(
        parameter.variable(),
        slot(parameter, ACCUMULATOR),
        parameter.learningRate(),
        gradient,
        momentum);
  }

  @Override
  public String getOptimizerName() {
    return "Momentum";
  }
}
