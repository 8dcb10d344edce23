package miles.optimize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.OptimizerConfig;
import miles.graph.FusionGraph;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * One training step as one operation: gradients, clipping, weight decay and the update of every
 * trainable variable, with one learning rate for every parameter group.
 *
 * <p>With g the gradients of the loss over all trainable variables together, c the limit {@code
 * clip_norm} and λ the {@code weight_decay}:
 *
 * <pre>
 * g ← g · c / max(‖g‖, c)      if c &gt; 0
 * g ← g + λ · θ                if λ &gt; 0, gradient descent, momentum, Adam (L2)
 * θ ← update(θ, g, η)          η: the rate of θ's group; AdamW: θ ← θ − η · λ · θ before
 * </pre>
 *
 * <p>Weight decay follows clipping, so that a clipped step decays as much as any other and {@link
 * #gradientNorm()} is that of the loss alone. All trainable variables decay, biases and the scales
 * of normalisation too: Keras and PyTorch exclude none by default either.
 *
 * <p>A rate of 0 leaves its group's variables as they are, bit by bit; moments go on. A gradient
 * that is not finite reaches the variables; with clipping it reaches all of them.
 *
 * <p>The variables change last, after the gradients, the loss and the inputs of the graph's own
 * updates are computed. What else is fetched in the same call must not read a variable in other
 * ways: masked predictions belong in a call of their own.
 *
 * <p>Source: clipping by global norm, arXiv 1211.5063, section 3.2; order of clipping and decay: as
 * PyTorch.
 */
public final class TrainingOp {

  private final Op op;
  private final Map<String, Placeholder<TFloat32>> learningRates;
  private final Operand<TFloat32> gradientNorm;

  private TrainingOp(
      Op op, Map<String, Placeholder<TFloat32>> learningRates, Operand<TFloat32> gradientNorm) {
    this.op = op;
    this.learningRates = learningRates;
    this.gradientNorm = gradientNorm;
  }

  /**
   * What a step works on.
   *
   * @param loss the loss to lower, a scalar
   * @param readers what else reads variables in a step and must do so before they change
   * @param updates what else changes in a step, such as running means
   */
  record Objective(Operand<TFloat32> loss, List<Op> readers, List<Op> updates) {}

  /**
   * Adds a training step to a graph; before the graph's variables are initialised, for it adds
   * slots.
   *
   * @param graph a graph for training; keeps the step, closing the graph ends both
   * @param config the update rule; its learning rate is not used: rates are fed
   * @throws IllegalStateException if the graph is for inference
   * @throws IllegalArgumentException if the loss does not reach a trainable variable
   */
  public static TrainingOp build(FusionGraph graph, OptimizerConfig config) {
    FusionGraph.TrainingNodes nodes = graph.training();
    List<Op> readers = new ArrayList<>(nodes.losses().values());
    for (Op update : nodes.updates()) {
      readers.addAll(graph.graph().operationOrThrow(update.op().name()).inputs());
    }
    Map<String, List<Variable<TFloat32>>> groups = new LinkedHashMap<>();
    graph.groups().forEach(group -> groups.put(group, new ArrayList<>()));
    for (FusionGraph.GraphVariable variable : graph.variables()) {
      if (variable.trainable()) {
        groups
            .computeIfAbsent(variable.group(), group -> new ArrayList<>())
            .add(variable.variable());
      }
    }
    Objective objective = new Objective(nodes.loss(), readers, nodes.updates());
    return build(graph.graph(), objective, groups, config);
  }

  /** Adds a step for the trainable variables of each parameter group. */
  static TrainingOp build(
      Graph graph,
      Objective objective,
      Map<String, List<Variable<TFloat32>>> groups,
      OptimizerConfig config) {
    Map<String, Placeholder<TFloat32>> rates = new LinkedHashMap<>();
    List<Parameter> parameters = new ArrayList<>();
    groups.forEach(
        (group, variables) -> {
          Placeholder<TFloat32> rate = NamedNodes.scalar(graph, "learning_rate/" + group);
          rates.put(group, rate);
          variables.forEach(variable -> parameters.add(new Parameter(variable, rate)));
        });
    GroupedOptimizer optimizer = optimizer(graph, parameters, config);
    Ops tf = Ops.create(graph).withSubScope("train");
    List<Gradient> gradients = optimizer.gradients(objective.loss());
    GlobalNorm norm = GlobalNorm.of(tf, gradients);
    if (config.clipNorm() > 0) {
      gradients = norm.clip(gradients, (float) config.clipNorm());
    }
    if (config.weightDecay() > 0 && !(config instanceof OptimizerConfig.AdamW)) {
      gradients = decayed(tf, gradients, (float) config.weightDecay());
    }
    List<Op> readers = new ArrayList<>(objective.readers());
    readers.add(objective.loss());
    List<Op> all = new ArrayList<>(objective.updates());
    all.add(optimizer.apply(gradients, readers, "apply_gradients"));
    Op op = tf.withControlDependencies(all).withName("step").noOp();
    return new TrainingOp(op, Collections.unmodifiableMap(rates), norm.value());
  }

  /** Returns g + λ · θ for every gradient. */
  private static List<Gradient> decayed(Ops tf, List<Gradient> gradients, float weightDecay) {
    Operand<TFloat32> decay = tf.constant(weightDecay);
    List<Gradient> result = new ArrayList<>();
    for (Gradient gradient : gradients) {
      Operand<TFloat32> value = tf.identity(gradient.parameter().variable());
      result.add(gradient.with(tf.math.add(gradient.value(), tf.math.mul(value, decay))));
    }
    return result;
  }

  private static GroupedOptimizer optimizer(
      Graph graph, List<Parameter> parameters, OptimizerConfig config) {
    if (config instanceof OptimizerConfig.GradientDescent) {
      return new GradientDescent(graph, parameters);
    }
    if (config instanceof OptimizerConfig.Momentum momentum) {
      return new Momentum(graph, parameters, (float) momentum.momentum());
    }
    if (config instanceof OptimizerConfig.Adam adam) {
      return new Adam(graph, parameters, moments(adam.beta1(), adam.beta2(), adam.epsilon()));
    }
    OptimizerConfig.AdamW adamW = (OptimizerConfig.AdamW) config;
    return new AdamW(
        graph,
        parameters,
        moments(adamW.beta1(), adamW.beta2(), adamW.epsilon()),
        (float) adamW.weightDecay());
  }

  private static Adam.Moments moments(double beta1, double beta2, double epsilon) {
    return new Adam.Moments((float) beta1, (float) beta2, (float) epsilon);
  }

  /** Returns the operation that makes one step, the graph's own updates included. */
  public Op op() {
    return op;
  }

  /**
   * Returns the learning rate of each parameter group, scalars named {@code learning_rate/<group>};
   * every one of them must be fed at every step.
   */
  public Map<String, Placeholder<TFloat32>> learningRates() {
    return learningRates;
  }

  /** Returns the global norm of the loss's gradients before clipping and decay, a scalar. */
  public Operand<TFloat32> gradientNorm() {
    return gradientNorm;
  }
}
