package miles.optimize;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * An {@link Optimizer} of a given list of variables, each with a learning rate of its own.
 *
 * <p>It differs from its superclass in four ways:
 *
 * <ul>
 *   <li>It trains the {@link Parameter}s it was given. The superclass takes every variable of the
 *       graph, slots and statistics too.
 *   <li>The learning rate is an operand, so that it can be fed at every step.
 *   <li>A variable that the loss does not reach is an error. The superclass leaves it out in
 *       silence in one case and fails without naming a remedy in the other.
 *   <li>No variable is written before <em>all</em> gradients, the loss and everything else that was
 *       named as a reader are computed. Reference variables are read in place: an update that ran
 *       earlier would change what another gradient still reads (this is {@code GATE_GRAPH} of
 *       TensorFlow 1 in Python).
 * </ul>
 *
 * <p>Slots are {@code VariableV2} named {@code <variable>/<optimizer>_<slot>}, such as {@code
 * fusion/dense_0/kernel/Adam_m}; the graph's initialisers set them, checkpoints hold them.
 */
public abstract sealed class GroupedOptimizer extends Optimizer
    permits GradientDescent, Momentum, Adam {

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, Variable<TFloat32>> slots = new HashMap<>();

  /**
   * @param graph the graph that holds the parameters
   * @param name the optimizer's name, part of the names of its slots
   * @param parameters the variables to train
   * @throws IllegalArgumentException if there is none, or one is given twice
   */
  GroupedOptimizer(Graph graph, String name, List<Parameter> parameters) {
    super(graph, name);
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(name + ": no variable to train; at least one is needed");
    }
    for (Parameter parameter : parameters) {
      if (this.parameters.put(parameter.name(), parameter) != null) {
        throw new IllegalArgumentException(
            "%s: variable %s is given twice".formatted(name, parameter.name()));
      }
    }
  }

  /** Adds the update of one variable; every node that it adds to {@code gated} waits. */
  abstract Op update(Ops gated, Parameter parameter, Operand<TFloat32> gradient);

  /**
   * Adds the update of all parameters, which waits for all gradients and for the loss.
   *
   * @param loss the loss, a scalar
   * @param name the name of the returned operation
   * @return the operation that makes one step
   * @throws IllegalArgumentException if the loss does not reach a parameter
   */
  @Override
  public final Op minimize(Operand<?> loss, String name) {
    return apply(gradients(loss), List.of(loss), name);
  }

  /**
   * Adds the gradients of a loss with respect to the parameters, in their order.
   *
   * @throws IllegalArgumentException if the loss does not reach a parameter
   */
  @Override
  public final <T extends TType> List<GradAndVar<?>> computeGradients(Operand<?> loss) {
    List<GradAndVar<?>> pairs = new ArrayList<>();
    for (Gradient gradient : gradients(loss)) {
      pairs.add(
          new GradAndVar<>(
              gradient.value().asOutput(), gradient.parameter().variable().asOutput()));
    }
    return pairs;
  }

  /**
   * Adds the update of the given variables, which waits for all given gradients.
   *
   * @throws IllegalArgumentException if a variable is none of the parameters
   */
  @Override
  public final Op applyGradients(List<GradAndVar<? extends TType>> pairs, String name) {
    List<Gradient> gradients = new ArrayList<>();
    for (GradAndVar<? extends TType> pair : pairs) {
      gradients.add(new Gradient(parameter(pair.getVariable()), floats(pair.getGradient())));
    }
    return apply(gradients, List.of(), name);
  }

  /** As {@link #computeGradients}. */
  final List<Gradient> gradients(Operand<?> loss) {
    return gradients(loss, List.copyOf(parameters.values()));
  }

  /** As {@link #computeGradients}, for some of the parameters, in the given order. */
  final List<Gradient> gradients(Operand<?> loss, List<Parameter> order) {
    Set<GraphOperation> reached = graph.subgraphTo(Set.of(loss));
    requireReached(loss, order, parameter -> reached.contains(parameter.variable().op()));
    Output<?>[] variables =
        order.stream().map(parameter -> parameter.variable().asOutput()).toArray(Output<?>[]::new);
    Output<?>[] values = graph.addGradients(loss.asOutput(), variables);
    requireReached(loss, order, parameter -> !values[order.indexOf(parameter)].isClosed());
    List<Gradient> gradients = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      gradients.add(new Gradient(order.get(i), floats(values[i])));
    }
    return gradients;
  }

  /** Adds the gradients of a loss with respect to any values that it depends on. */
  final List<Operand<TFloat32>> gradientsOf(Operand<?> loss, List<Operand<TFloat32>> values) {
    Output<?>[] nodes = values.stream().map(Operand::asOutput).toArray(Output<?>[]::new);
    List<Operand<TFloat32>> gradients = new ArrayList<>();
    for (Output<?> gradient : graph.addGradients(loss.asOutput(), nodes)) {
      if (gradient.isClosed()) {
        throw new IllegalArgumentException(
            "loss %s does not depend on all of %s".formatted(loss.op().name(), values));
      }
      gradients.add(floats(gradient));
    }
    return gradients;
  }

  /**
   * As {@link #applyGradients}, waiting for more.
   *
   * @param gradients a gradient for each variable to update
   * @param readers what else reads the variables and must do so before they change
   * @param name the name of the returned operation
   */
  final Op apply(List<Gradient> gradients, List<Op> readers, String name) {
    List<Op> before = new ArrayList<>(readers);
    List<Output<? extends TType>> variables = new ArrayList<>();
    for (Gradient gradient : gradients) {
      before.add(gradient.value());
      variables.add(gradient.parameter().variable().asOutput());
    }
    createSlots(variables);
    // One node in the middle: a control edge from every gradient to every update would be n².
    Op gate = tf.withControlDependencies(before).withName(name + "_gate").noOp();
    Ops gated = tf.withControlDependencies(gate);
    List<Op> updates = new ArrayList<>();
    for (Gradient gradient : gradients) {
      updates.add(update(gated, gradient.parameter(), gradient.value()));
    }
    return finish(updates, name);
  }

  @Override
  protected final <T extends TType> Op applyDense(
      Ops gated, Output<T> gradient, Output<T> variable) {
    return update(gated, parameter(variable), floats(gradient));
  }

  /** Creates a slot named {@code <variable>/<optimizer>_<slot>}; see {@link #getSlot}. */
  final void createSlot(Output<? extends TType> variable, String slot) {
    String name = slotName(variable, slot);
    slots.put(name, NamedNodes.variable(graph, name, variable.shape(), 0));
  }

  /** Returns the slot of a parameter. */
  final Variable<TFloat32> slot(Parameter parameter, String slot) {
    return getSlot(parameter.variable().asOutput(), slot).orElseThrow();
  }

  @Override
  @SuppressWarnings("unchecked") // every slot has its variable's type, which is TFloat32
  public final <T extends TType> Optional<Variable<T>> getSlot(Output<T> variable, String slot) {
    return Optional.ofNullable((Variable<T>) slots.get(slotName(variable, slot)));
  }

  private String slotName(Output<? extends TType> variable, String slot) {
    return "%s/%s_%s".formatted(variable.op().name(), getOptimizerName(), slot);
  }

  private Parameter parameter(Output<? extends TType> variable) {
    Parameter parameter = parameters.get(variable.op().name());
    if (parameter == null) {
      throw new IllegalArgumentException(
          "%s: variable %s is none of the parameters %s"
              .formatted(getOptimizerName(), variable.op().name(), parameters.keySet()));
    }
    return parameter;
  }

  private static void requireReached(
      Operand<?> loss, List<Parameter> wanted, Predicate<Parameter> reached) {
    Set<String> missing =
        wanted.stream()
            .filter(reached.negate())
            .map(Parameter::name)
            .collect(toCollection(TreeSet::new));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "no gradient of loss %s for %s: the loss does not depend on it, or only behind a node"
                  .formatted(loss.op().name(), missing)
              + " without gradient; make the variable not trainable or add a loss that reaches it");
    }
  }

  @SuppressWarnings("unchecked") // the gradient of a TFloat32 variable
  private static Output<TFloat32> floats(Output<?> gradient) {
    return (Output<TFloat32>) gradient;
  }
}
