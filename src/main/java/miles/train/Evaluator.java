package miles.train;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import miles.data.Batch;
import miles.data.Dataset;
import miles.graph.BatchFeed;
import miles.graph.FusionGraph;
import miles.graph.TrainingNodes;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Turns samples into probabilities, every prediction in one call of the session a batch, so that
 * encoders run once. Owns its input tensors, which {@link #close} gives back, but neither graph nor
 * session. For one thread.
 */
public final class Evaluator implements AutoCloseable {

  /** From a larger data set, so many samples are measured by {@link #embeddingNorms}. */
  static final int NORM_SAMPLES = 64;

  private final FusionGraph graph;
  private final Session session;
  private final List<FusionGraph.Prediction> predictions;
  private final BatchFeed feed;
  private final Map<Integer, Session.Runner> passes = new HashMap<>();
  private final Optional<Switches> switches;
  private final boolean withLosses;

  /** The inputs that only a training graph has: neither dropout nor updates in evaluation. */
  private record Switches(TrainingNodes nodes, TBool training, TInt64 seed) {}

  /**
   * @param graph an inference graph, or a training graph, which is run with training switched off
   * @param session holds the variables' values
   * @param predictions what to compute
   */
  public Evaluator(FusionGraph graph, Session session, List<FusionGraph.Prediction> predictions) {
    this(graph, session, predictions, true);
  }

  /**
   * @param graph an inference graph, or a training graph, which is run with training switched off
   * @param session holds the variables' values
   * @param predictions what to compute
   * @param withLosses whether the losses are computed too, every head's among them, if the graph
   *     has them
   */
  public Evaluator(
      FusionGraph graph,
      Session session,
      List<FusionGraph.Prediction> predictions,
      boolean withLosses) {
    this.graph = graph;
    this.session = session;
    this.predictions = List.copyOf(predictions);
    this.withLosses = withLosses;
    this.feed = new BatchFeed(graph);
    this.switches =
        graph.purpose() == FusionGraph.Purpose.TRAINING
            ? Optional.of(
                new Switches(graph.training(), TBool.scalarOf(false), TInt64.vectorOf(0, 0)))
            : Optional.empty();
  }

  /** Computes the predictions of a whole data set, in the order of its rows. */
  public Probabilities predict(Dataset data, int batchSize) {
    return evaluate(data, batchSize).probabilities();
  }

  /** Computes the predictions of one batch. */
  public Probabilities predict(Batch batch) {
    List<float[]> values = arrays(batch.size());
    run(batch, 0, values);
    return named(batch.size(), values);
  }

  /** Returns the targets of a whole data set, in the order of its rows: {@code [rows, outputs]}. */
  public static float[] targets(Dataset data) {
    float[] targets = new float[Math.multiplyExact(data.size(), data.outputs())];
    for (int row = 0; row < data.size(); row++) {
      data.target(row, targets, row * data.outputs());
    }
    return targets;
  }

  /** Computes the predictions of a whole data set, and the mean losses if the graph has them. */
  Evaluation evaluate(Dataset data, int batchSize) {
    List<float[]> values = arrays(data.size());
    LossMeans losses = new LossMeans();
    int[] rows = IntStream.range(0, data.size()).toArray();
    Batch batch = data.batch(Math.min(batchSize, data.size()));
    for (int row = 0; row < data.size(); row += batch.size()) {
      data.read(rows, row, Math.min(batch.capacity(), data.size() - row), batch);
      losses.add(run(batch, row, values), batch);
    }
    return new Evaluation(named(data.size(), values), losses);
  }

  /**
   * A data set's predictions and losses.
   *
   * @param losses no losses, if the graph is an inference graph
   */
  record Evaluation(Probabilities probabilities, LossMeans losses) {}

  /** Runs an operation once for every batch of a data set, in the order of its rows. */
  void run(Dataset data, int batchSize, Op operation) {
    int[] rows = IntStream.range(0, data.size()).toArray();
    Batch batch = data.batch(Math.min(batchSize, data.size()));
    for (int row = 0; row < data.size(); row += batch.size()) {
      data.read(rows, row, Math.min(batch.capacity(), data.size() - row), batch);
      runner(batch).addTarget(operation).run().close();
    }
  }

  /**
   * Returns ‖z_m‖₂ by modality, of up to {@value #NORM_SAMPLES} samples evenly spread over a data
   * set, without those that lack the modality. A pass of its own, for another set of fetches could
   * change how TensorFlow computes the predictions.
   */
  Map<String, float[]> embeddingNorms(Dataset data, int batchSize) {
    int count = Math.min(data.size(), NORM_SAMPLES);
    int[] rows =
        IntStream.range(0, count).map(i -> (int) ((long) i * data.size() / count)).toArray();
    Map<String, FloatBuffer> norms = new LinkedHashMap<>();
    graph.modalities().forEach(modality -> norms.put(modality, FloatBuffer.allocate(count)));
    Batch batch = data.batch(Math.min(batchSize, count));
    for (int row = 0; row < count; row += batch.size()) {
      data.read(rows, row, Math.min(batch.capacity(), count - row), batch);
      measure(batch, norms);
    }
    Map<String, float[]> measured = new LinkedHashMap<>();
    norms.forEach(
        (modality, buffer) ->
            measured.put(modality, Arrays.copyOf(buffer.array(), buffer.position())));
    return measured;
  }

  private void measure(Batch batch, Map<String, FloatBuffer> norms) {
    Session.Runner runner = runner(batch);
    norms.keySet().forEach(modality -> runner.fetch(graph.embedding(modality)));
    try (Result result = runner.run()) {
      int modality = 0;
      for (FloatBuffer each : norms.values()) {
        TFloat32 embedding = (TFloat32) result.get(modality);
        int width = (int) embedding.shape().get(1);
        float[] values = new float[batch.size() * width];
        read(result, modality, values, 0, values.length);
        for (int sample = 0; sample < batch.size(); sample++) {
          if (batch.presence(modality)[sample] > 0) {
            each.put(norm(values, sample * width, width));
          }
        }
        modality++;
      }
    }
  }

  private static float norm(float[] values, int from, int count) {
    double squares = 0;
    for (int i = from; i < from + count; i++) {
      squares += (double) values[i] * values[i];
    }
    return (float) Math.sqrt(squares);
  }

  private Session.Runner runner(Batch batch) {
    feed.write(batch);
    return attach(batch.size());
  }

  private Session.Runner attach(int size) {
    Session.Runner runner = feed.attach(session.runner(), size, switches.isPresent());
    switches.ifPresent(
        with ->
            runner
                .feed(with.nodes().training(), with.training())
                .feed(with.nodes().seed(), with.seed()));
    return runner;
  }

  private Map<String, Double> run(Batch batch, int row, List<float[]> values) {
    feed.write(batch);
    try (Result result = passes.computeIfAbsent(batch.size(), this::prepared).run()) {
      for (int p = 0; p < predictions.size(); p++) {
        read(result, p, values.get(p), row * graph.outputs(), batch.size() * graph.outputs());
      }
      Map<String, Double> losses = new LinkedHashMap<>();
      for (String name : lossNodes().keySet()) {
        TFloat32 loss = (TFloat32) result.get(predictions.size() + losses.size());
        losses.put(name, (double) loss.getFloat());
      }
      return losses;
    }
  }

  /** Returns the pass over a batch of a size, with all that it feeds and fetches. */
  private Session.Runner prepared(int size) {
    Session.Runner runner = attach(size);
    predictions.forEach(prediction -> runner.fetch(prediction.probabilities()));
    lossNodes().values().forEach(runner::fetch);
    return runner;
  }

  private static void read(Result result, int index, float[] target, int offset, int length) {
    ((TFloat32) result.get(index)).asRawTensor().data().asFloats().read(target, offset, length);
  }

  private Map<String, Operand<TFloat32>> lossNodes() {
    return switches.filter(with -> withLosses).map(with -> with.nodes().losses()).orElse(Map.of());
  }

  /** Returns an empty array for every prediction. */
  private List<float[]> arrays(int samples) {
    int length = Math.multiplyExact(samples, graph.outputs());
    return predictions.stream().map(prediction -> new float[length]).toList();
  }

  private Probabilities named(int samples, List<float[]> values) {
    Map<String, float[]> byName = new LinkedHashMap<>();
    for (int p = 0; p < predictions.size(); p++) {
      byName.put(predictions.get(p).name(), values.get(p));
    }
    return new Probabilities(samples, graph.outputs(), byName);
  }

  @Override
  public void close() {
    feed.close();
    switches.ifPresent(
        with -> {
          with.training().close();
          with.seed().close();
        });
  }
}
