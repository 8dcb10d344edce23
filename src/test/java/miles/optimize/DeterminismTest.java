package miles.optimize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import miles.config.OptimizerConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Equal runs give equal bits, though every step has many variables that could race. */
@Tag("slow")
class DeterminismTest {

  private static final int RUNS = 25;
  private static final int STEPS = 10;
  private static final int LAYERS = 8;
  private static final int WIDTH = 48;

  static Stream<OptimizerConfig> configs() {
    return Stream.of(Optimizers.adam(0.01, 1), Optimizers.adamW(0.01, 1));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void equalRunsGiveOneResult(OptimizerConfig config) {
    Set<Integer> results = new HashSet<>();
    for (int run = 0; run < RUNS; run++) {
      results.add(train(config));
    }
    assertThat(results).hasSize(1);
  }

  private static int train(OptimizerConfig config) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Random random = new Random(7);
      List<Variable<TFloat32>> kernels = new ArrayList<>();
      // Tokens repeat, so that the gradient of the table adds up rows.
      Variable<TFloat32> table = variable(tf, random, 5);
      Operand<TFloat32> tokens = tf.gather(tf.identity(table), tokens(tf, random), tf.constant(0));
      Operand<TFloat32> values = tf.math.mean(tokens, tf.constant(1));
      kernels.add(table);
      for (int layer = 0; layer < LAYERS; layer++) {
        Variable<TFloat32> kernel = variable(tf, random, WIDTH);
        kernels.add(kernel);
        values = tf.math.tanh(tf.linalg.matMul(values, tf.identity(kernel)));
      }
      Operand<TFloat32> loss = tf.nn.l2Loss(tf.math.sub(values, normal(tf, random, 32)));
      TrainingOp training =
          TrainingOp.build(
              graph,
              new TrainingOp.Objective(loss, List.of(), List.of()),
              Map.of("all", kernels),
              config);
      return run(graph, training);
    }
  }

  private static int run(Graph graph, TrainingOp training) {
    try (Session session = new Session(graph);
        TFloat32 rate = TFloat32.scalarOf(0.01f)) {
      session.initialize();
      for (int step = 0; step < STEPS; step++) {
        session
            .runner()
            .feed(training.learningRates().get("all"), rate)
            .addTarget(training.op())
            .run()
            .close();
      }
      return Arrays.hashCode(Variables.read(session, Variables.all(graph)));
    }
  }

  private static Variable<TFloat32> variable(Ops tf, Random random, int rows) {
    Ops init = tf.withInitScope();
    Variable<TFloat32> variable =
        init.withName("weights").variable(Shape.of(rows, WIDTH), TFloat32.class);
    init.assign(variable, normal(init, random, rows));
    return variable;
  }

  private static Operand<TInt32> tokens(Ops tf, Random random) {
    int[][] tokens = new int[32][20];
    for (int[] row : tokens) {
      Arrays.setAll(row, position -> random.nextInt(5));
    }
    return tf.constant(tokens);
  }

  private static Operand<TFloat32> normal(Ops tf, Random random, int rows) {
    float[] values = new float[rows * WIDTH];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(WIDTH));
    }
    return tf.reshape(tf.constant(values), tf.constant(new int[] {rows, WIDTH}));
  }
}
