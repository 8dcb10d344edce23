package miles.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.Optimizer;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

class GroupedOptimizerTest {

  private static final Adam.Moments MOMENTS = new Adam.Moments(0.9f, 0.999f, 1e-7f);

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Operand<TFloat32> rate = tf.constant(0.5f);
  private final Variable<TFloat32> first = NamedNodes.variable(graph, "a/b/w", Shape.of(2), 3);
  private final Variable<TFloat32> second = NamedNodes.variable(graph, "a/c/w", Shape.of(2), 4);

  @AfterEach
  void closeGraph() {
    graph.close();
  }

  private Parameter parameter(Variable<TFloat32> variable) {
    return new Parameter(variable, rate);
  }

  /** Returns the sum of products, whose gradient with respect to each factor is the other. */
  private Operand<TFloat32> product() {
    Operand<TFloat32> products = tf.math.mul(tf.identity(first), tf.identity(second));
    return tf.sum(products, tf.constant(0));
  }

  private float[] run(Op op) {
    try (Session session = new Session(graph)) {
      session.initialize();
      session.run(op);
      return Variables.read(session, List.of(first, second));
    }
  }

  @Test
  void minimizeTrainsOnlyItsParameters() {
    Optimizer optimizer = new GradientDescent(graph, List.of(parameter(first)));
    assertThat(run(optimizer.minimize(product()))).containsExactly(1, 1, 4, 4);
  }

  @Test
  void computedGradientsCanBeAppliedInTwoSteps() {
    Optimizer optimizer = new GradientDescent(graph, List.of(parameter(first), parameter(second)));
    List<GradAndVar<?>> gradients = optimizer.computeGradients(product());
    assertThat(gradients.stream().map(pair -> pair.getVariable().op().name()))
        .containsExactly("a/b/w", "a/c/w");
    assertThat(run(optimizer.applyGradients(gradients, "apply"))).containsExactly(1, 1, 2.5f, 2.5f);
  }

  @Test
  void variableThatTheLossDoesNotReachIsAnError() {
    Optimizer optimizer = new Momentum(graph, List.of(parameter(first), parameter(second)), 0.9f);
    Operand<TFloat32> loss = tf.withName("lonely").math.square(tf.identity(first));
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no gradient of loss lonely for [a/c/w]")
        .hasMessageContaining("not trainable");
  }

  @Test
  void variableBehindStoppedGradientIsAnError() {
    Optimizer optimizer = new GradientDescent(graph, List.of(parameter(first), parameter(second)));
    Operand<TFloat32> loss = tf.math.mul(tf.identity(first), tf.stopGradient(tf.identity(second)));
    assertThatThrownBy(() -> optimizer.minimize(loss))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[a/c/w]");
  }

  @Test
  void gradientOfAnotherVariableIsRefused() {
    Optimizer optimizer = new GradientDescent(graph, List.of(parameter(first)));
    Output<TFloat32> other = second.asOutput();
    assertThatThrownBy(
            () -> optimizer.applyGradients(List.of(new GradAndVar<>(other, other)), "apply"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("variable a/c/w is none of the parameters [a/b/w]");
  }

  @Test
  void noParameterAndParameterGivenTwiceAreRefused() {
    assertThatThrownBy(() -> new GradientDescent(graph, List.of()))
        .hasMessageContaining("at least one");
    assertThatThrownBy(
            () -> new GradientDescent(graph, List.of(parameter(first), parameter(first))))
        .hasMessageContaining("a/b/w is given twice");
  }

  @Test
  void rateThatIsNotScalarIsRefused() {
    assertThatThrownBy(() -> new Parameter(first, tf.constant(new float[] {1, 2})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a scalar is needed");
  }

  @Test
  void slotsAreVariablesNamedAfterVariableOptimizerAndSlot() {
    AdamW optimizer = new AdamW(graph, List.of(parameter(first)), MOMENTS, 0.1f);
    optimizer.minimize(product());
    assertThat(Variables.all(graph).stream().map(variable -> variable.op().name()))
        .containsExactly(
            "a/b/w",
            "a/c/w",
            "AdamW/beta1_power",
            "AdamW/beta2_power",
            "a/b/w/AdamW_m",
            "a/b/w/AdamW_v");
    assertThat(optimizer.getSlot(first.asOutput(), "m").orElseThrow().op().name())
        .isEqualTo("a/b/w/AdamW_m");
    assertThat(optimizer.getSlot(second.asOutput(), "m")).isEmpty();
  }

  @Test
  void slotNameThatIsTakenIsAnErrorInsteadOfAnotherName() {
    new Adam(graph, List.of(parameter(first)), MOMENTS).minimize(product(), "one");
    assertThatThrownBy(() -> new Adam(graph, List.of(parameter(first)), MOMENTS))
        .hasMessageContaining("Adam/beta1_power");
  }

  @Test
  void everyUpdateWaitsForAllGradientsAndTheLoss() {
    Operand<TFloat32> loss = product();
    AdamW optimizer = new AdamW(graph, List.of(parameter(first), parameter(second)), MOMENTS, 0.1f);
    List<Gradient> gradients = optimizer.gradients(loss);
    Operand<TFloat32> reader = tf.math.neg(tf.identity(first));
    optimizer.apply(gradients, List.of(loss, reader), "apply");
    int writers = 0;
    for (Iterator<GraphOperation> it = graph.operations(); it.hasNext(); ) {
      GraphOperation operation = it.next();
      if (writesWeights(operation)) {
        writers++;
        assertThat(before(operation))
            .contains(loss.op(), reader.op())
            .contains(gradients.get(0).value().op(), gradients.get(1).value().op());
      }
    }
    assertThat(writers).as("one decay and one step for each variable").isEqualTo(4);
  }

  private static boolean writesWeights(GraphOperation operation) {
    return operation.type().equals("ApplyAdam") || operation.type().equals("AssignSub");
  }

  /** Returns everything that an operation waits for. */
  private static Set<Operation> before(GraphOperation operation) {
    Set<Operation> seen = new HashSet<>();
    Deque<GraphOperation> open = new ArrayDeque<>(List.of(operation));
    while (!open.isEmpty()) {
      GraphOperation next = open.remove();
      List<GraphOperation> sources = new java.util.ArrayList<>(next.controlInputs());
      next.inputs().forEach(input -> sources.add((GraphOperation) input.op()));
      sources.stream().filter(seen::add).forEach(open::add);
    }
    return seen;
  }

  @Test
  void powersOfAdamAdvanceAfterEveryUpdate() {
    new Adam(graph, List.of(parameter(first), parameter(second)), MOMENTS).minimize(product());
    Set<Operation> steps = new HashSet<>();
    graph
        .operations()
        .forEachRemaining(
            operation -> {
              if (operation.type().equals("ApplyAdam")) {
                steps.add(operation);
              }
            });
    assertThat(steps).hasSize(2);
    int powers = 0;
    for (Iterator<GraphOperation> it = graph.operations(); it.hasNext(); ) {
      GraphOperation operation = it.next();
      if (operation.type().equals("Assign") && !graph.isInitializer(operation)) {
        powers++;
        assertThat(before(operation)).containsAll(steps);
      }
    }
    assertThat(powers).isEqualTo(2);
  }
}
