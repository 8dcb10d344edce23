package miles.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.balance.BalancingMethod;
import miles.balance.BalancingMethods;
import miles.config.RunConfig;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.LoadedData;
import miles.data.Shuffle;
import miles.graph.BatchFeed;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Purpose;
import miles.interop.ImportedEncoders;
import miles.optimize.TrainingOp;
import miles.optimize.TrainingStep;
import miles.train.Sessions;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What TensorFlow alone allows: the graph and the optimizer of a run, stepped by a loop that does
 * nothing but call the session, with batches that are tensors already. Owns everything native.
 */
final class BareLoop implements AutoCloseable {

  /** So many batches are held as tensors, and trained on in turn. */
  static final int BATCHES = 16;

  private final List<BatchFeed> feeds = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();
  private final List<Session.Runner> steps = new ArrayList<>();
  private final FusionGraph graph;
  private final Session session;
  private int next;

  /**
   * @param config a run without encoders out of SavedModels
   * @param data its data
   */
  static BareLoop open(RunConfig config, LoadedData data) {
    return open(config, data, Sessions.options(config.training()));
  }

  /**
   * @param config a run without encoders out of SavedModels
   * @param data its data
   * @param options the session's options
   */
  static BareLoop open(RunConfig config, LoadedData data, ConfigProto options) {
    FusionGraph graph =
        FusionGraph.build(
            config,
            data.train().features(),
            data.train().outputs(),
            Purpose.TRAINING,
            ImportedEncoders.NONE);
    Session session = null;
    BareLoop loop = null;
    try {
      // Which rates a method takes changes nothing here, so that no unimodal run is needed.
      BalancingMethod method = BalancingMethods.of(config, () -> ones(config));
      TrainingStep step = method.step(graph);
      TrainingOp op = TrainingOp.build(graph, step, config.optimizer());
      session = Sessions.open(graph.graph(), options);
      graph.initialize(session);
      loop = new BareLoop(graph, session);
      loop.prepare(config, data.train(), step, op);
      return loop;
    } catch (RuntimeException e) {
      if (loop != null) {
        loop.close();
      } else {
        if (session != null) {
          session.close();
        }
        graph.close();
      }
      throw e;
    }
  }

  private BareLoop(FusionGraph graph, Session session) {
    this.graph = graph;
    this.session = session;
  }

  FusionGraph graph() {
    return graph;
  }

  Session session() {
    return session;
  }

  /** Makes steps; returns how many a second. */
  double stepsPerSecond(int count) {
    long started = System.nanoTime();
    for (int s = 0; s < count; s++) {
      steps.get(next).run().close();
      next = (next + 1) % steps.size();
    }
    return count / ((System.nanoTime() - started) / 1e9);
  }

  private void prepare(RunConfig config, Dataset data, TrainingStep step, TrainingOp op) {
    TFloat32 rate = keep(TFloat32.scalarOf((float) config.optimizer().learningRate()));
    TFloat32 one = keep(TFloat32.scalarOf(1));
    TBool training = keep(TBool.scalarOf(true));
    TInt64 seed = keep(TInt64.vectorOf(config.training().seed(), 0));
    int[] order = Shuffle.order(config.training().seed(), 1, data.size());
    Batch batch = data.batch(Math.min(config.training().batchSize(), data.size()));
    for (int from = 0; from < order.length && steps.size() < BATCHES; from += batch.size()) {
      data.read(order, from, Math.min(batch.capacity(), order.length - from), batch);
      // A feed of its own for each batch keeps the batch as tensors.
      BatchFeed feed = new BatchFeed(graph);
      feeds.add(feed);
      Session.Runner runner = feed.feed(session.runner(), batch, true);
      feedAll(runner, graph.training().lossWeights(), one);
      feedAll(runner, op.learningRates(), rate);
      runner.feed(graph.training().training(), training).feed(graph.training().seed(), seed);
      steps.add(runner.fetch(step.loss()).addTarget(op.op()));
    }
  }

  private static void feedAll(
      Session.Runner runner, Map<String, Placeholder<TFloat32>> nodes, TFloat32 value) {
    nodes.values().forEach(node -> runner.feed(node, value));
  }

  private <T extends Tensor> T keep(T tensor) {
    tensors.add(tensor);
    return tensor;
  }

  private static Map<String, Double> ones(RunConfig config) {
    Map<String, Double> scores = new LinkedHashMap<>();
    config.modalities().keySet().forEach(modality -> scores.put(modality, 1.0));
    return scores;
  }

  @Override
  public void close() {
    feeds.forEach(BatchFeed::close);
    tensors.forEach(Tensor::close);
    session.close();
    graph.close();
  }
}
