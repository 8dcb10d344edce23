package miles.optimize;

import static java.util.stream.Collectors.toMap;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
import miles.graph.FusionGraph.Purpose;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A fusion graph of two MLP encoders with heads, its training op and an initialised session. */
final class FusionRun implements AutoCloseable {

  static final int OUTPUTS = 3;
  private static final int SAMPLES = 24;
  private static final int VALUES = 6;

  private static final String RUN =
      """
      name: test
      task: {kind: classification, score: accuracy}
      data: {manifest: manifest.csv}
      modalities:
        a:
          kind: tabular
          encoder: {kind: mlp, units: [16, 8], dropout: 0.3, normalization: batch}
        b:
          kind: tabular
          encoder: {kind: mlp, units: [12, 8], dropout: 0.3, normalization: layer}
      fusion: {kind: concat, units: [10], dropout: 0.2}
      unimodal: {heads: true}
      optimizer: {kind: adam, learning_rate: 0.01}
      training: {epochs: 1}
      """;

  final FusionGraph graph;
  final TrainingOp training;
  private final ConfigProto threads;
  private final BatchFeed feed;
  private Session session;

  /**
   * Builds everything anew.
   *
   * @param threads the session's threads
   * @param optimizer overrides of the run file, such as {@code optimizer.weight_decay=0.1}
   */
  FusionRun(ConfigProto threads, String... optimizer) {
    RunConfig config = config(optimizer);
    graph = graph(config, Purpose.TRAINING);
    training = TrainingOp.build(graph, config.optimizer());
    feed = new BatchFeed(graph);
    this.threads = threads;
    session = start();
  }

  FusionRun(String... optimizer) {
    this(ConfigProto.getDefaultInstance(), optimizer);
  }

  private Session start() {
    Session fresh = new Session(graph.graph(), threads);
    graph.initialize(fresh);
    return fresh;
  }

  /** Begins again, in the same session. */
  void reset() {
    graph.initialize(session);
  }

  /** Begins again, in a fresh session. */
  void restart() {
    session.close();
    session = start();
  }

  static RunConfig config(String... overrides) {
    return RunFile.parse(RUN, "run.yaml", Path.of("."), List.of(overrides));
  }

  static FusionGraph graph(RunConfig config, Purpose purpose) {
    List<FeatureSpec> features = new ArrayList<>();
    for (String modality : config.modalities().keySet()) {
      features.add(new FeatureSpec(modality, FeatureSpec.Type.FLOAT32, List.of(VALUES), 0));
    }
    return FusionGraph.build(config, features, OUTPUTS, purpose);
  }

  static ConfigProto threads(int count) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(count)
        .setInterOpParallelismThreads(count)
        .build();
  }

  /** Makes one step on a random batch and returns the loss before it. */
  float step(long number, Map<String, Float> rates, float headWeight) {
    return run(number, rates, headWeight, true);
  }

  /** Returns the loss of the step's batch, in training mode, and changes nothing. */
  float loss(long number) {
    return run(number, Map.of(), 1, false);
  }

  private float run(long number, Map<String, Float> rates, float headWeight, boolean train) {
    List<TFloat32> scalars = new ArrayList<>();
    try (TBool flag = TBool.scalarOf(true);
        TInt64 seed = TInt64.vectorOf(7, number)) {
      Session.Runner runner = feed.feed(session.runner(), batch(number), true);
      runner.feed(graph.training().training(), flag).feed(graph.training().seed(), seed);
      graph
          .training()
          .lossWeights()
          .forEach(
              (key, weight) ->
                  feed(runner, weight, key.equals(FusionGraph.FUSION) ? 1 : headWeight, scalars));
      if (train) {
        training
            .learningRates()
            .forEach((group, rate) -> feed(runner, rate, rates.get(group), scalars));
        runner.addTarget(training.op());
      }
      try (Result result = runner.fetch(graph.training().loss()).run()) {
        return ((TFloat32) result.get(0)).getFloat();
      }
    } finally {
      scalars.forEach(TFloat32::close);
    }
  }

  private static void feed(
      Session.Runner runner, Placeholder<TFloat32> input, float value, List<TFloat32> scalars) {
    TFloat32 scalar = TFloat32.scalarOf(value);
    scalars.add(scalar);
    runner.feed(input, scalar);
  }

  /** Returns a batch of random values; two samples lack the first modality, three the second. */
  private Batch batch(long seed) {
    Batch batch = new Batch(graph.features(), OUTPUTS, SAMPLES);
    batch.resize(SAMPLES);
    Random random = new Random(seed);
    for (int modality = 0; modality < 2; modality++) {
      for (int i = 0; i < SAMPLES * VALUES; i++) {
        batch.floats(modality)[i] = (float) random.nextGaussian();
      }
      Arrays.fill(batch.presence(modality), 1);
    }
    Arrays.fill(batch.presence(0), 0, 2, 0);
    Arrays.fill(batch.presence(1), 2, 5, 0);
    for (int sample = 0; sample < SAMPLES; sample++) {
      batch.targets()[sample * OUTPUTS + random.nextInt(OUTPUTS)] = 1;
    }
    return batch;
  }

  /** Returns the same rate for every group. */
  Map<String, Float> rates(float rate) {
    return graph.groups().stream().collect(toMap(group -> group, group -> rate));
  }

  /** Returns the trainable variables of a group, one after the other. */
  float[] weights(String group) {
    return Variables.read(
        session,
        graph.variables().stream()
            .filter(variable -> variable.trainable() && variable.group().equals(group))
            .map(GraphVariable::variable)
            .toList());
  }

  float[] read(Variable<TFloat32> variable) {
    return Variables.read(session, List.of(variable));
  }

  /** Saves every variable of the session, slots too. */
  void save(Path prefix) {
    session.save(prefix.toString());
  }

  /** Restores what was saved. */
  void restore(Path prefix) {
    session.restore(prefix.toString());
  }

  /** Returns every variable of the graph, slots too, one after the other. */
  float[] state() {
    return Variables.read(session, Variables.all(graph.graph()));
  }

  @Override
  public void close() {
    feed.close();
    session.close();
    graph.close();
  }
}
