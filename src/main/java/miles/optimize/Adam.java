package miles.optimize;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Adam: m ← β₁ · m + (1 − β₁) · g; v ← β₂ · v + (1 − β₂) · g²; θ ← θ − η · √(1 − β₂ᵗ) / (1 − β₁ᵗ) ·
 * m / (√v + ε), with variable θ, gradient g, moments m and v (slots {@code m} and {@code v}, from
 * 0), step t = 1, 2, … and the learning rate η of the variable's group.
 *
 * <p>ε is the "epsilon hat" of the source's section 2, as in Keras; it is added to √v before the
 * correction of the bias. The powers βᵗ are the variables {@code <optimizer>/beta1_power} and
 * {@code <optimizer>/beta2_power}. They advance after every update of a step has read them, so that
 * equal runs give equal bits; TensorFlow's own optimizer leaves that order open.
 *
 * <p>A rate of 0 leaves the variable as it is; moments and powers go on.
 *
 * <p>Source: arXiv 1412.6980.
 */
public sealed class Adam extends GroupedOptimizer permits AdamW {

  private static final String FIRST_MOMENT = "m";
  private static final String SECOND_MOMENT = "v";

  private final Operand<TFloat32> beta1;
  private final Operand<TFloat32> beta2;
  private final Operand<TFloat32> epsilon;
  private final Variable<TFloat32> beta1Power;
  private final Variable<TFloat32> beta2Power;

  /**
   * The constants of the moments.
   *
   * @param beta1 decay β₁ of the first moment, from 0 to less than 1
   * @param beta2 decay β₂ of the second moment, from 0 to less than 1
   * @param epsilon ε, greater than 0
   */
  public record Moments(float beta1, float beta2, float epsilon) {}

  /**
   * @param graph the graph that holds the parameters
   * @param parameters the variables to train
   * @param moments the constants of the moments
   */
  public Adam(Graph graph, List<Parameter> parameters, Moments moments) {
    this(graph, "Adam", parameters, moments);
  }

  Adam(Graph graph, String name, List<Parameter> parameters, Moments moments) {
    super(graph, name, parameters);
    beta1 = tf.constant(moments.beta1());
    beta2 = tf.constant(moments.beta2());
    epsilon = tf.constant(moments.epsilon());
    beta1Power = NamedNodes.variable(graph, name + "/beta1_power", Shape.scalar(), moments.beta1());
    beta2Power = NamedNodes.variable(graph, name + "/beta2_power", Shape.scalar(), moments.beta2());
  }

  @Override
  protected final void createSlots(List<Output<? extends TType>> variables) {
    for (Output<? extends TType> variable : variables) {
      createSlot(variable, FIRST_MOMENT);
      createSlot(variable, SECOND_MOMENT);
    }
  }

  @Override
  Op update(Ops gated, Parameter parameter, Operand<TFloat32> gradient) {
    return gated.train.applyAdam(
        parameter.variable(),
        slot(parameter, FIRST_MOMENT),
        slot(parameter, SECOND_MOMENT),
        beta1Power,
        beta2Power,
        parameter.learningRate(),
        beta1,
        beta2,
        epsilon,
        gradient);
  }

  @Override
  protected final Op finish(List<Op> updates, String name) {
    Ops after = tf.withControlDependencies(updates);
    List<Op> all = new ArrayList<>(updates);
    all.add(after.assign(beta1Power, after.math.mul(after.identity(beta1Power), beta1)));
    all.add(after.assign(beta2Power, after.math.mul(after.identity(beta2Power), beta2)));
    return super.finish(all, name);
  }

  @Override
  public String getOptimizerName() {
    return "Adam";
  }
}
