package miles.train;

import java.util.LinkedHashMap;
import java.util.Map;
import miles.balance.BalancingMethod;
import miles.config.RunConfig;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.LoadedData;
import miles.graph.BatchFeed;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Purpose;
import miles.interop.ImportedEncoders;
import miles.optimize.TrainingOp;
import miles.optimize.TrainingStep;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The model under training: its graph, its session, and one step. Owns everything native, which
 * {@link #close} gives back. For one thread.
 */
final class Learner implements AutoCloseable {

  private final FusionGraph graph;
  private final TrainingStep step;
  private final TrainingOp trainingOp;
  private final Session session;
  private final BatchFeed feed;
  private final ScalarFeed lossWeights;
  private final ScalarFeed learningRates;
  private final TBool training = TBool.scalarOf(true);
  private final TInt64 seed;
  private final Evaluator evaluator;
  private final int evaluationBatchSize;

  /**
   * Builds the graph; its variables have their initial values.
   *
   * @param data the data to learn from
   * @param imported the encoders that come out of SavedModels
   * @param balancing the method, which adds to the graph what it needs
   */
  static Learner open(
      RunConfig config, LoadedData data, ImportedEncoders imported, BalancingMethod balancing) {
    FusionGraph graph =
        FusionGraph.build(
            config, data.train().features(), data.train().outputs(), Purpose.TRAINING, imported);
    Session session = null;
    try {
      TrainingStep step = balancing.step(graph);
      TrainingOp trainingOp = TrainingOp.build(graph, step, config.optimizer());
      session = Sessions.open(graph.graph(), config.training().threads());
      return new Learner(config, graph, new Built(step, trainingOp), session);
    } catch (RuntimeException e) {
      if (session != null) {
        session.close();
      }
      graph.close();
      throw e;
    }
  }

  /** A step and the operation that makes it. */
  private record Built(TrainingStep step, TrainingOp op) {}

  private Learner(RunConfig config, FusionGraph graph, Built built, Session session) {
    this.graph = graph;
    this.step = built.step();
    this.trainingOp = built.op();
    this.session = session;
    graph.initialize(session);
    feed = new BatchFeed(graph);
    seed = TInt64.vectorOf(config.training().seed(), 0);
    evaluator = new Evaluator(graph, session, new Scoring(config).predictions(graph));
    evaluationBatchSize = config.training().evaluationBatchSize();
    lossWeights = new ScalarFeed(graph.training().lossWeights());
    learningRates = new ScalarFeed(trainingOp.learningRates());
  }

  FusionGraph graph() {
    return graph;
  }

  Session session() {
    return session;
  }

  /** Sets the weight of every loss for the steps that follow. */
  void weigh(Map<String, Double> weights) {
    lossWeights.set(weights);
  }

  /**
   * Makes one step in one call of the session.
   *
   * @param done steps done before; the dropout of a step depends on it and the run's seed
   * @param rates the learning rate of every parameter group
   * @return the batch's unweighted losses before the step
   */
  Losses step(Batch batch, long done, Map<String, Double> rates) {
    learningRates.set(rates);
    seed.setLong(done, 1);
    Session.Runner runner = feed.feed(session.runner(), batch, true);
    lossWeights.feed(runner);
    learningRates.feed(runner);
    runner.feed(graph.training().training(), training).feed(graph.training().seed(), seed);
    step.losses().values().forEach(runner::fetch);
    runner.fetch(step.loss());
    try (Result result = runner.addTarget(trainingOp.op()).run()) {
      Map<String, Double> parts = new LinkedHashMap<>();
      for (String name : step.losses().keySet()) {
        parts.put(name, value(result, parts.size()));
      }
      return new Losses(value(result, parts.size()), parts);
    }
  }

  /** Computes predictions and losses of a data set with the variables as they are. */
  Evaluator.Evaluation evaluate(Dataset data) {
    return evaluator.evaluate(data, evaluationBatchSize);
  }

  /** Returns the norms of embeddings by modality; see {@link Evaluator#embeddingNorms}. */
  Map<String, float[]> embeddingNorms(Dataset data) {
    return evaluator.embeddingNorms(data, evaluationBatchSize);
  }

  private static double value(Result result, int index) {
    return ((TFloat32) result.get(index)).getFloat();
  }

  @Override
  public void close() {
    lossWeights.close();
    learningRates.close();
    training.close();
    seed.close();
    evaluator.close();
    feed.close();
    session.close();
    graph.close();
  }
}
