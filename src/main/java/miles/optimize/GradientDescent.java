package miles.optimize;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Gradient descent: θ ← θ − η · g, with variable θ, gradient g and the learning rate η of the
 * variable's group.
 */
public final class GradientDescent extends GroupedOptimizer {

  /**
   * @param graph the graph that holds the parameters
   * @param parameters the variables to train
   */
  public GradientDescent(Graph graph, List<Parameter> parameters) {
    super(graph, "GradientDescent", parameters);
  }

  @Override
  Op update(Ops gated, Parameter parameter, Operand<TFloat32> gradient) {
    return gated.train.applyGradientDescent(
        parameter.variable(), parameter.learningRate(), gradient);
  }

  @Override
  public String getOptimizerName() {
    return "GradientDescent";
  }
}
