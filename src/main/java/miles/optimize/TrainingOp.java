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
 * <p>With g the gradients of the loss (or what a {@link GradientRule} makes of them) over all
 * trainable variables together, c the limit {@code clip_norm} and λ the {@code weight_decay}:
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
   * @param rule how the gradients come about
   */
  record Objective(Operand<TFloat32> loss, List<Op> readers, List<Op> updates, GradientRule rule) {

    Objective(Operand<TFloat32> loss, List<Op> readers, List<Op> updates) {
      this(loss, readers, updates, GradientRule.OF_THE_LOSS);
    }
  }

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
    return build(graph, TrainingStep.of(graph), config);
  }

  /**
   * Adds a training step that a balancing method may have changed.
   *
   * @param graph as above
   * @param step what the step lowers and changes, in the graph
   * @param config as above
   * @throws IllegalArgumentException if a loss does not reach a variable that is trained by it
   */
  public static TrainingOp build(FusionGraph graph, TrainingStep step, OptimizerConfig config) {
    List<Op> readers = new ArrayList<>(step.losses().values());
    step.updates().forEach(update -> readers.addAll(inputs(graph.graph(), update)));
    Map<String, List<Variable<TFloat32>>> groups = new LinkedHashMap<>();
    graph.groups().forEach(group -> groups.put(group, new ArrayList<>()));
    for (FusionGraph.GraphVariable variable : graph.variables()) {
      if (variable.trainable()) {
        groups
            .computeIfAbsent(variable.group(), group -> new ArrayList<>())
            .add(variable.variable());
      }
    }
    Objective objective = new Objective(step.loss(), readers, step.updates(), step.rule());
    return build(graph.graph(), objective, groups, config);
  }

  /** Adds a step for the trainable variables of each parameter group. */
  static TrainingOp build(
      Graph graph,
      Objective objective,
      Map<String, List<Variable<TFloat32>>> groups,
      OptimizerConfig config) {
    Map<String, Placeholder<TFloat32>> rates = new LinkedHashMap<>();
    Map<String, List<Parameter>> parameters = new LinkedHashMap<>();
    groups.forEach(
        (group, variables) -> {
          Placeholder<TFloat32> rate = NamedNodes.scalar(graph, "learning_rate/" + group);
          rates.put(group, rate);
          parameters.put(
              group, variables.stream().map(variable -> new Parameter(variable, rate)).toList());
        });
    List<Parameter> all = parameters.values().stream().flatMap(List::stream).toList();
    GroupedOptimizer optimizer = optimizer(graph, all, config);
    Ops tf = Ops.create(graph).withSubScope("train");
    Backpropagation backpropagation =
        new Backpropagation(tf, optimizer, objective.loss(), parameters);
    List<Gradient> gradients = backpropagation.by(objective.rule());
    GlobalNorm norm = GlobalNorm.of(tf, gradients);
    if (config.clipNorm() > 0) {
      gradients = norm.clip(gradients, (float) config.clipNorm());
    }
    if (config.weightDecay() > 0 && !(config instanceof OptimizerConfig.AdamW)) {
      gradients = decayed(tf, gradients, (float) config.weightDecay());
    }
    List<Op> readers = new ArrayList<>(objective.readers());
    readers.add(objective.loss());
    List<Op> changes = new ArrayList<>(objective.updates());
    changes.addAll(backpropagation.updates());
    backpropagation.updates().forEach(update -> readers.addAll(inputs(graph, update)));
    changes.add(optimizer.apply(gradients, readers, "apply_gradients"));
    Op op = tf.withControlDependencies(changes).withName("step").noOp();
    return new TrainingOp(op, Collections.unmodifiableMap(rates), norm.value());
  }

  private static List<Op> inputs(Graph graph, Op operation) {
    List<Op> inputs = new ArrayList<>();
    graph.operationOrThrow(operation.op().name()).inputs().forEach(inputs::add);
    return inputs;
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

  /**
   * Returns the global norm of the gradients before clipping and decay, a scalar: those of the
   * loss, or what the step's rule made of them.
   */
  public Operand<TFloat32> gradientNorm() {
    return gradientNorm;
  }
}
