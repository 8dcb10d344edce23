package miles.optimize;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.OptimizerConfig;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/**
 * A network of 13 weights: prediction = tanh(x · A + c) · B + d, loss = mean squared error; A and c
 * are the group {@code encoder/a}, B and d the group {@code fusion}. The variable {@code steps}
 * counts the steps: an update of the graph's own.
 */
final class TinyNet implements AutoCloseable {

  static final String ENCODER = "encoder/a";
  static final String FUSION = "fusion";

  static final float[][] INPUTS = {{0.5f, -1.2f}, {1.5f, 0.3f}, {-0.7f, 0.9f}, {0.1f, 2f}};
  static final float[][] TARGETS = {{1f}, {-0.5f}, {2f}, {0.25f}};
  static final float[] WEIGHTS = {
    0.3f,
    -0.6f,
    0.8f,
    0.5f,
    0.1f,
    -0.4f, // A [2, 3]
    0.05f,
    -0.1f,
    0.2f, // c [3]
    0.7f,
    -0.9f,
    0.4f, // B [3, 1]
    0.15f // d [1]
  };

  final Graph graph = new Graph();
  final Ops tf = Ops.create(graph);
  final Map<String, List<Variable<TFloat32>>> groups = new LinkedHashMap<>();
  final Operand<TFloat32> loss;
  final TrainingOp training;
  final Variable<TFloat32> steps;
  private final Placeholder<TFloat32> inputs;
  private final Placeholder<TFloat32> targets;

  TinyNet(OptimizerConfig config) {
    Variable<TFloat32> kernelA = variable("kernel_a", Shape.of(2, 3), 0);
    Variable<TFloat32> biasC = variable("bias_c", Shape.of(3), 6);
    Variable<TFloat32> kernelB = variable("kernel_b", Shape.of(3, 1), 9);
    Variable<TFloat32> biasD = variable("bias_d", Shape.of(1), 12);
    groups.put(ENCODER, List.of(kernelA, biasC));
    groups.put(FUSION, List.of(kernelB, biasD));
    inputs = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2)));
    targets = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 1)));
    Operand<TFloat32> hidden = tf.math.tanh(dense(inputs, kernelA, biasC));
    Operand<TFloat32> errors = tf.math.squaredDifference(dense(hidden, kernelB, biasD), targets);
    loss = tf.math.mean(errors, tf.constant(new int[] {0, 1}));
    steps = NamedNodes.variable(graph, "steps", Shape.scalar(), 0);
    List<Op> updates = List.of(tf.assignAdd(steps, tf.constant(1f)));
    training =
        TrainingOp.build(graph, new TrainingOp.Objective(loss, List.of(), updates), groups, config);
  }

  private Variable<TFloat32> variable(String name, Shape shape, int offset) {
    Ops init = tf.withInitScope();
    Variable<TFloat32> variable = init.withName(name).variable(shape, TFloat32.class);
    float[] values = new float[(int) shape.size()];
    System.arraycopy(WEIGHTS, offset, values, 0, values.length);
    init.assign(variable, init.reshape(init.constant(values), init.constant(shape)));
    return variable;
  }

  private Operand<TFloat32> dense(
      Operand<TFloat32> x, Variable<TFloat32> kernel, Variable<TFloat32> bias) {
    return tf.math.add(tf.linalg.matMul(x, tf.identity(kernel)), tf.identity(bias));
  }

  Session session() {
    Session session = new Session(graph);
    session.initialize();
    return session;
  }

  /** Makes one step and returns the loss and the gradient norm before it. */
  float[] step(Session session, float encoderRate, float fusionRate) {
    return step(session, new float[] {encoderRate, fusionRate}, INPUTS, TARGETS);
  }

  float[] step(Session session, float[] rates, float[][] values, float[][] goals) {
    try (Batch batch = new Batch(rates, values, goals);
        Result result =
            feed(session.runner(), batch).fetch(loss).fetch(training.gradientNorm()).run()) {
      return new float[] {
        ((TFloat32) result.get(0)).getFloat(), ((TFloat32) result.get(1)).getFloat()
      };
    }
  }

  /** Makes one step and returns what TensorFlow ran for it. */
  RunMetadata trace(Session session) {
    RunOptions options =
        RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();
    try (Batch batch = new Batch(new float[] {0.1f, 0.1f}, INPUTS, TARGETS);
        Result result = feed(session.runner(), batch).setOptions(options).runAndFetchMetadata()) {
      return result.getMetadata().orElseThrow();
    }
  }

  private Session.Runner feed(Session.Runner runner, Batch batch) {
    return runner
        .feed(inputs, batch.inputs)
        .feed(targets, batch.targets)
        .feed(training.learningRates().get(ENCODER), batch.encoderRate)
        .feed(training.learningRates().get(FUSION), batch.fusionRate)
        .addTarget(training.op());
  }

  private static final class Batch implements AutoCloseable {
    private final TFloat32 inputs;
    private final TFloat32 targets;
    private final TFloat32 encoderRate;
    private final TFloat32 fusionRate;

    private Batch(float[] rates, float[][] values, float[][] goals) {
      inputs = TFloat32.tensorOf(StdArrays.ndCopyOf(values));
      targets = TFloat32.tensorOf(StdArrays.ndCopyOf(goals));
      encoderRate = TFloat32.scalarOf(rates[0]);
      fusionRate = TFloat32.scalarOf(rates[1]);
    }

    @Override
    public void close() {
      List.of(inputs, targets, encoderRate, fusionRate).forEach(TFloat32::close);
    }
  }

  /** Returns the variables of a group, one after the other. */
  float[] weights(Session session, String group) {
    return Variables.read(session, groups.get(group));
  }

  @Override
  public void close() {
    graph.close();
  }
}
