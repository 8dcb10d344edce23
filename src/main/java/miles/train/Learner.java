package miles.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import miles.config.RunConfig;
import miles.data.Dataset;
import miles.data.LoadedData;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Purpose;
import miles.graph.NetworkSize;
import miles.interop.ImportedEncoders;
import miles.optimize.TrainingOp;
import miles.optimize.TrainingStep;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
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
  private final ScalarFeed lossWeights;
  private final ScalarFeed learningRates;
  private final TBool training = TBool.scalarOf(true);
  private final TInt64 seed;
  private final Evaluator evaluator;
  private final int evaluationBatchSize;
  private final Supplier<Learner> anew;

  /**
   * Builds the graph; its variables have their initial values.
   *
   * @param data the data to learn from
   * @param imported the encoders that come out of SavedModels
   * @param design makes the graph's training step; a balancing method adds to the graph what it
   *     needs
   */
  static Learner open(
      RunConfig config,
      LoadedData data,
      ImportedEncoders imported,
      Function<FusionGraph, TrainingStep> design) {
    FusionGraph graph =
        FusionGraph.build(
            config, data.train().features(), data.train().outputs(), Purpose.TRAINING, imported);
    Session session = null;
    try {
      TrainingStep step = design.apply(graph);
      TrainingOp trainingOp = TrainingOp.build(graph, step, config.optimizer());
      NetworkSize.require(graph.graph());
      session = Sessions.open(graph.graph(), config.training());
      Supplier<Learner> anew = () -> open(config, data, imported, TrainingStep::of);
      return new Learner(config, graph, new Built(step, trainingOp, anew), session);
    } catch (RuntimeException e) {
      if (session != null) {
        session.close();
      }
      graph.close();
      throw e;
    }
  }

  /** A step, the operation that makes it, and what builds the same model without a method. */
  private record Built(TrainingStep step, TrainingOp op, Supplier<Learner> anew) {}

  private Learner(RunConfig config, FusionGraph graph, Built built, Session session) {
    this.graph = graph;
    this.step = built.step();
    this.trainingOp = built.op();
    this.anew = built.anew();
    this.session = session;
    graph.initialize(session);
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
   * @param slot the batch, always of slots that this learner alone is stepped with
   * @param done steps done before; the dropout of a step depends on it and the run's seed
   * @param rates the learning rate of every parameter group
   * @return the batch's unweighted losses before the step
   */
  Losses step(Slot slot, long done, Map<String, Double> rates) {
    learningRates.set(rates);
    seed.setLong(done, 1);
    try (Result result = slot.runner(size -> prepared(slot, size)).run()) {
      Map<String, Double> parts = new LinkedHashMap<>();
      for (String name : step.losses().keySet()) {
        parts.put(name, value(result, parts.size()));
      }
      return new Losses(value(result, parts.size()), parts);
    }
  }

  /** Returns the step of a slot and a number of samples, with all that it feeds and fetches. */
  private Session.Runner prepared(Slot slot, int size) {
    Session.Runner runner = slot.attach(session.runner(), size);
    lossWeights.feed(runner);
    learningRates.feed(runner);
    runner.feed(graph.training().training(), training).feed(graph.training().seed(), seed);
    step.losses().values().forEach(runner::fetch);
    return runner.fetch(step.loss()).addTarget(trainingOp.op());
  }

  /** Computes predictions and losses of a data set with the variables as they are. */
  Evaluator.Evaluation evaluate(Dataset data) {
    return evaluator.evaluate(data, evaluationBatchSize);
  }

  /** Returns the norms of embeddings by modality; see {@link Evaluator#embeddingNorms}. */
  Map<String, float[]> embeddingNorms(Dataset data) {
    return evaluator.embeddingNorms(data, evaluationBatchSize);
  }

  /**
   * Returns a model of its own with the same variables and optimizer state, whose step no balancing
   * method changes; the caller closes it.
   */
  Learner copy() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    Path folder;
    try {
      folder = Files.createTempDirectory(temporary, "miles-copy");
    } catch (IOException e) {
      throw WriteFailedException.temporary(temporary, e);
    }
    try {
      Checkpoint.writeVariables(session, folder);
      return restored(folder);
    } catch (IOException e) {
      throw WriteFailedException.temporary(temporary, e);
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private Learner restored(Path folder) {
    Learner copy = anew.get();
    try {
      copy.session.restore(Checkpoint.variables(folder).toString());
      return copy;
    } catch (RuntimeException e) {
      copy.close();
      throw e;
    }
  }

  /** Runs an operation of the graph by itself. */
  void run(Op operation) {
    session.runner().addTarget(operation).run().close();
  }

  /** Runs an operation for every batch of a data set, in the mode of evaluation. */
  void runOver(Dataset data, Op operation) {
    evaluator.run(data, evaluationBatchSize, operation);
  }

  /** Computes the unweighted mean losses of a data set with the variables as they are. */
  Map<String, Double> losses(Dataset data) {
    try (Evaluator lossesOnly = new Evaluator(graph, session, List.of())) {
      return lossesOnly.evaluate(data, evaluationBatchSize).losses().mean(Map.of()).parts();
    }
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
    session.close();
    graph.close();
  }
}
