package miles.optimize;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adam with decoupled weight decay: θ ← θ − η · λ · θ, then the step of {@link Adam} with the
 * gradient of the loss alone; λ is the decay, η the learning rate of the variable's group.
 *
 * <p>Every variable decays, biases and the scales of normalisation too, as in Keras and PyTorch
 * where nothing is excluded. The rate scales the decay: a rate of 0 leaves the variable as it is.
 *
 * <p>Source: arXiv 1711.05101, Algorithm 2 with the schedule's factor inside η.
 */
public final class AdamW extends Adam {

  private final Operand<TFloat32> weightDecay;

  /**
   * @param graph the graph that holds the parameters
   * @param parameters the variables to train
   * @param moments the constants of the moments
   * @param weightDecay decay λ, 0 or greater
   */
  public AdamW(Graph graph, List<Parameter> parameters, Moments moments, float weightDecay) {
    super(graph, "AdamW", parameters, moments);
    this.weightDecay = tf.constant(weightDecay);
  }

  @Override
  Op update(Ops gated, Parameter parameter, Operand<TFloat32> gradient) {
    Operand<TFloat32> share = gated.math.mul(parameter.learningRate(), weightDecay);
    Operand<TFloat32> decay = gated.math.mul(share, gated.identity(parameter.variable()));
    Op decayed = gated.assignSub(parameter.variable(), decay);
    // The step waits for the decay, which waits for the gate.
    return super.update(gated.withControlDependencies(decayed), parameter, gradient);
  }

  @Override
  public String getOptimizerName() {
    return "AdamW";
  }
}
