package miles.balance;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.Batch;
import miles.data.FeatureSpec;
import miles.graph.BatchFeed;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.GraphVariable;
import miles.optimize.TrainingOp;
import miles.optimize.TrainingStep;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A network of two layers under a balancing method, trained by gradient descent with rate 1, so
 * that what a step takes from a variable is the gradient that the method made.
 *
 * <p>Modalities a, b, … have {@value #INPUTS} numbers each; encoder: one dense layer; fusion:
 * concatenation and a linear layer; {@value #CLASSES} classes, {@value #SAMPLES} samples.
 */
final class StepRun implements AutoCloseable {

  static final int INPUTS = 3;
  static final int CLASSES = 4;
  static final int SAMPLES = 6;
  static final int SEED = 5;

  private static final String RUN =
      """
      name: test
      data: {manifest: manifest.csv}
      modalities: {%s}
      optimizer: {kind: gradient-descent, learning_rate: 1}
      training: {epochs: 4, seed: 5}
      """;

  final RunConfig config;
  final BalancingMethod method;
  final FusionGraph graph;
  final Session session;
  final Batch batch;

  /** The losses that the step reported which was made last. */
  final Map<String, Double> losses = new LinkedHashMap<>();

  private final TrainingStep step;
  private final TrainingOp trainingOp;
  private final BatchFeed feed;

  /**
   * @param modalities how many
   * @param inputs numbers of a modality
   * @param units the width of an embedding
   * @param overrides as on the command line
   */
  StepRun(int modalities, int inputs, int units, String... overrides) {
    List<String> sections = new ArrayList<>();
    List<FeatureSpec> features = new ArrayList<>();
    for (int m = 0; m < modalities; m++) {
      sections.add(
          "%s: {kind: tabular, encoder: {kind: mlp, units: [%d]}}".formatted(name(m), units));
      features.add(new FeatureSpec(name(m), FeatureSpec.Type.FLOAT32, List.of(inputs), 0));
    }
    String yaml = RUN.formatted(String.join(", ", sections));
    config = RunFile.parse(yaml, "test.yaml", Path.of(""), List.of(overrides));
    method = BalancingMethods.of(config, Map::of);
    graph = FusionGraph.build(config, features, CLASSES, FusionGraph.Purpose.TRAINING);
    step = method.step(graph);
    trainingOp = TrainingOp.build(graph, step, config.optimizer());
    session = new Session(graph.graph());
    graph.initialize(session);
    feed = new BatchFeed(graph);
    batch = new Batch(features, CLASSES, SAMPLES);
    fill(new Random(3));
  }

  StepRun(int modalities, String... overrides) {
    this(modalities, INPUTS, 2, overrides);
  }

  static String name(int modality) {
    return String.valueOf((char) ('a' + modality));
  }

  private void fill(Random random) {
    batch.resize(SAMPLES);
    for (int m = 0; m < batch.features().size(); m++) {
      for (int i = 0; i < batch.floats(m).length; i++) {
        batch.floats(m)[i] = (float) random.nextGaussian();
      }
      Arrays.fill(batch.presence(m), 1);
    }
    for (int sample = 0; sample < SAMPLES; sample++) {
      batch.targets()[sample * CLASSES + random.nextInt(CLASSES)] = 1;
    }
  }

  /** Makes one step and returns what it took from each trained variable. */
  Map<String, double[]> step(long done) {
    Map<String, float[]> before = variables();
    Map<String, Double> weights = method.lossWeights();
    try (TInt64 seed = TInt64.vectorOf(SEED, done);
        TBool training = TBool.scalarOf(true);
        Scalars scalars = new Scalars()) {
      Session.Runner runner = feed.feed(session.runner(), batch, true);
      runner.feed(graph.training().seed(), seed).feed(graph.training().training(), training);
      graph
          .training()
          .lossWeights()
          .forEach((key, node) -> runner.feed(node, scalars.of(weights.get(key))));
      trainingOp
          .learningRates()
          .forEach((group, node) -> runner.feed(node, scalars.of(method.rateFactor(group))));
      step.losses().values().forEach(runner::fetch);
      try (Result result = runner.addTarget(trainingOp.op()).run()) {
        losses.clear();
        for (String name : step.losses().keySet()) {
          losses.put(name, (double) ((TFloat32) result.get(losses.size())).getFloat());
        }
      }
    }
    Map<String, float[]> after = variables();
    Map<String, double[]> taken = new LinkedHashMap<>();
    for (GraphVariable variable : graph.variables()) {
      if (variable.trainable()) {
        taken.put(variable.name(), minus(before.get(variable.name()), after.get(variable.name())));
      }
    }
    return taken;
  }

  /** Runs an operation on the batch, as in evaluation. */
  private void runOnBatch(Op op) {
    try (TInt64 seed = TInt64.vectorOf(0, 0);
        TBool training = TBool.scalarOf(false)) {
      feed.feed(session.runner(), batch, true)
          .feed(graph.training().seed(), seed)
          .feed(graph.training().training(), training)
          .addTarget(op)
          .run()
          .close();
    }
  }

  /** Starts an epoch; trials are not for this network. */
  void startEpoch(int epochsDone) {
    method.epochStarting(
        epochsDone,
        new Workbench() {
          @Override
          public void run(Op operation) {
            session.runner().addTarget(operation).run().close();
          }

          @Override
          public void runOverTrainingSplit(Op operation) {
            runOnBatch(operation);
          }

          @Override
          public Trial trial(Map<String, Double> lossWeights, int epochs) {
            throw new AssertionError("nobody asked for a trial");
          }
        });
  }

  /** Returns the value of every variable of the graph. */
  Map<String, float[]> variables() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (GraphVariable variable : graph.variables()) {
      values.put(variable.name(), value(variable.variable()));
    }
    return values;
  }

  private float[] value(Operand<TFloat32> operand) {
    try (Result result = session.runner().fetch(operand).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] value = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(value);
      return value;
    }
  }

  /** Gives a variable a value. */
  void set(String name, float... values) {
    Variable<TFloat32> variable =
        graph.variables().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow()
            .variable();
    Shape shape = variable.shape();
    var tf = graph.tf();
    Operand<TFloat32> value = tf.reshape(tf.constant(values), tf.constant(shape));
    session.runner().addTarget(tf.assign(variable, value)).run().close();
  }

  private static double[] minus(float[] before, float[] after) {
    double[] difference = new double[before.length];
    for (int i = 0; i < before.length; i++) {
      difference[i] = (double) before[i] - after[i];
    }
    return difference;
  }

  /** Tensors that live as long as a run. */
  private static final class Scalars implements AutoCloseable {
    private final List<Tensor> tensors = new ArrayList<>();

    TFloat32 of(double value) {
      TFloat32 tensor = TFloat32.scalarOf((float) value);
      tensors.add(tensor);
      return tensor;
    }

    @Override
    public void close() {
      tensors.forEach(Tensor::close);
    }
  }

  @Override
  public void close() {
    feed.close();
    session.close();
    graph.close();
  }
}
