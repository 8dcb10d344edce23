package miles.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import miles.data.Batch;
import miles.data.FeatureSpec;
import miles.graph.FusionGraph.GraphVariable;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** A graph with an initialised session and a random batch, run by the tests. */
final class Running implements AutoCloseable {

  final FusionGraph graph;
  final Session session;
  final Batch batch;
  private final BatchFeed feed;
  private boolean training;
  private long step;

  /** Takes over the graph. */
  Running(FusionGraph graph, int samples) {
    this.graph = graph;
    this.session = new Session(graph.graph());
    this.feed = new BatchFeed(graph);
    this.batch = batch(graph, samples, 1);
    graph.initialize(session);
  }

  Running training(boolean on) {
    training = on;
    return this;
  }

  Running step(long number) {
    step = number;
    return this;
  }

  /** Fills a batch with normal values, random token ids, and one-hot targets; all present. */
  static Batch batch(FusionGraph graph, int samples, long seed) {
    Batch batch = new Batch(graph.features(), graph.outputs(), samples);
    batch.resize(samples);
    Random random = new Random(seed);
    for (int m = 0; m < graph.features().size(); m++) {
      FeatureSpec spec = graph.features().get(m);
      for (int i = 0; i < batch.floats(m).length; i++) {
        batch.floats(m)[i] = (float) random.nextGaussian();
      }
      for (int i = 0; i < batch.ints(m).length; i++) {
        batch.ints(m)[i] = 1 + random.nextInt(spec.vocabulary() - 1);
      }
      Arrays.fill(batch.presence(m), 1);
    }
    for (int i = 0; i < samples; i++) {
      batch.targets()[i * graph.outputs() + random.nextInt(graph.outputs())] = 1;
    }
    return batch;
  }

  /** Runs the graph on the batch and returns the row-major values of one operand. */
  float[] fetch(Operand<TFloat32> operand) {
    return fetch(List.of(operand), List.of()).get(0);
  }

  List<float[]> fetch(List<? extends Operand<TFloat32>> operands, List<? extends Op> targets) {
    try (TFloat32 one = TFloat32.scalarOf(1);
        TBool flag = TBool.scalarOf(training);
        TInt64 seed = TInt64.vectorOf(7, step)) {
      Session.Runner runner = session.runner();
      boolean trains = graph.purpose() == FusionGraph.Purpose.TRAINING;
      feed.feed(runner, batch, trains);
      if (trains) {
        runner.feed(graph.training().training(), flag).feed(graph.training().seed(), seed);
        graph.training().lossWeights().values().forEach(weight -> runner.feed(weight, one));
      }
      operands.forEach(runner::fetch);
      targets.forEach(runner::addTarget);
      return run(runner);
    }
  }

  /** Runs and reads every fetched tensor. */
  static List<float[]> run(Session.Runner runner) {
    try (Result result = runner.run()) {
      List<float[]> values = new ArrayList<>();
      result.forEach(fetched -> values.add(values((TFloat32) fetched.getValue())));
      return values;
    }
  }

  static float[] values(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** Returns every variable's values by name. */
  Map<String, float[]> variables() {
    Map<String, float[]> values = new LinkedHashMap<>();
    for (GraphVariable variable : graph.variables()) {
      values.put(variable.name(), run(session.runner().fetch(variable.variable())).get(0));
    }
    return values;
  }

  /** Sets a variable through the assignment that initialises it. */
  void set(String name, float[] values) {
    GraphOperation variable = graph.graph().operationOrThrow(name);
    GraphOperation assign =
        operations().stream()
            .filter(operation -> operation.type().equals("Assign"))
            .filter(operation -> operation.inputs().get(0).op().equals(variable))
            .findFirst()
            .orElseThrow();
    Output<?> value = assign.inputs().get(1).asOutput();
    try (TFloat32 tensor = TFloat32.tensorOf(value.shape())) {
      tensor.asRawTensor().data().asFloats().write(values);
      session.runner().feed(value, tensor).addTarget(assign).run().close();
    }
  }

  /** Moves every variable a little, so that none is 0 or 1 by its initialisation. */
  void shake() {
    Random random = new Random(3);
    variables()
        .forEach(
            (name, values) -> {
              for (int i = 0; i < values.length; i++) {
                values[i] += 0.2f * random.nextFloat();
              }
              set(name, values);
            });
  }

  /** Sets every variable of the graph to another graph's values. */
  void copyFrom(Running other) {
    Map<String, float[]> values = other.variables();
    graph.variables().forEach(variable -> set(variable.name(), values.get(variable.name())));
  }

  private List<GraphOperation> operations() {
    List<GraphOperation> operations = new ArrayList<>();
    graph.graph().operations().forEachRemaining(operations::add);
    return operations;
  }

  @Override
  public void close() {
    feed.close();
    session.close();
    graph.close();
  }
}
