package miles.optimize;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Adds gradients by parameter group for a {@link GradientRule}. Each call adds a backward pass of
 * its own.
 */
public final class Backpropagation {

  private final Ops tf;
  private final GroupedOptimizer optimizer;
  private final Operand<TFloat32> loss;
  private final Map<String, List<Parameter>> groups;
  private final List<Op> updates = new ArrayList<>();

  Backpropagation(
      Ops tf,
      GroupedOptimizer optimizer,
      Operand<TFloat32> loss,
      Map<String, List<Parameter>> groups) {
    this.tf = tf;
    this.optimizer = optimizer;
    this.loss = loss;
    this.groups = groups;
  }

  /** Returns where a rule adds its operations. */
  public Ops tf() {
    return tf;
  }

  /**
   * Adds the gradients of the step's loss for all parameters.
   *
   * @throws IllegalArgumentException if the loss does not reach a parameter
   */
  public Map<String, List<Gradient>> ofTheLoss() {
    return of(loss, groups.keySet());
  }

  /**
   * Adds the gradients of a loss for the parameters of some groups.
   *
   * @param other the loss, a scalar
   * @param of the groups, in the order in which gradients are added
   * @throws IllegalArgumentException if the loss does not reach one of their parameters
   */
  public Map<String, List<Gradient>> of(Operand<TFloat32> other, Collection<String> of) {
    List<Parameter> parameters = new ArrayList<>();
    of.forEach(group -> parameters.addAll(members(group)));
    List<Gradient> flat = parameters.isEmpty() ? List.of() : optimizer.gradients(other, parameters);
    Map<String, List<Gradient>> byGroup = new LinkedHashMap<>();
    int from = 0;
    for (String group : of) {
      int to = from + members(group).size();
      byGroup.put(group, flat.subList(from, to));
      from = to;
    }
    return byGroup;
  }

  /**
   * Adds the gradients of the step's loss with respect to values that it was computed from.
   *
   * @param values nodes of the graph on which the loss depends
   * @return one gradient for each value, of its shape
   */
  public List<Operand<TFloat32>> withRespectTo(List<Operand<TFloat32>> values) {
    return optimizer.gradientsOf(loss, values);
  }

  /**
   * Has an assignment of a variable that no gradient changes run with the step; its inputs are
   * computed before any trained variable changes.
   */
  public void update(Op assignment) {
    updates.add(assignment);
  }

  /** Returns the assignments that a rule added. */
  List<Op> updates() {
    return List.copyOf(updates);
  }

  /** Returns a rule's gradients in the order of the parameters. */
  List<Gradient> by(GradientRule rule) {
    Map<String, List<Gradient>> gradients = rule.gradients(this);
    List<Gradient> flat = new ArrayList<>();
    for (String group : groups.keySet()) {
      List<Gradient> given = gradients.getOrDefault(group, List.of());
      if (!given.stream().map(Gradient::parameter).toList().equals(members(group))) {
        throw new IllegalStateException("the rule gives other gradients than those of " + group);
      }
      flat.addAll(given);
    }
    return flat;
  }

  private List<Parameter> members(String group) {
    return Objects.requireNonNull(groups.get(group), group);
  }
}
