package miles.data;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/** Runs a preprocessor's subgraph as an exported model would: raw values in, features out. */
final class Subgraph implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Session session;
  private final Placeholder<?> input;
  private final Operand<?> output;

  Subgraph(Preprocessor preprocessor) {
    this(preprocessor, ConfigProto.getDefaultInstance());
  }

  /** Runs without TensorFlow's graph optimizer. */
  static Subgraph unoptimised(Preprocessor preprocessor) {
    return new Subgraph(
        preprocessor,
        ConfigProto.newBuilder()
            .setGraphOptions(
                GraphOptions.newBuilder()
                    .setRewriteOptions(
                        RewriterConfig.newBuilder().setDisableMetaOptimizer(true).build())
                    .setOptimizerOptions(
                        OptimizerOptions.newBuilder()
                            .setOptLevel(OptimizerOptions.Level.L0)
                            .build())
                    .build())
            .build());
  }

  private Subgraph(Preprocessor preprocessor, ConfigProto config) {
    Ops tf = Ops.create(graph);
    input = preprocessor.input(tf, "raw");
    output = preprocessor.build(tf, input);
    session = new Session(graph, config);
  }

  /** Returns the output's shape as the graph knows it before it runs. */
  List<Long> shape() {
    return Arrays.stream(output.asOutput().shape().asArray()).boxed().toList();
  }

  float[] floats(Tensor raw) {
    try (Result result = session.runner().feed(input, raw).fetch(output).run()) {
      float[] values = new float[(int) result.get(0).shape().size()];
      result.get(0).asRawTensor().data().asFloats().read(values);
      return values;
    }
  }

  int[] ints(Tensor raw) {
    try (Result result = session.runner().feed(input, raw).fetch(output).run()) {
      int[] values = new int[(int) result.get(0).shape().size()];
      result.get(0).asRawTensor().data().asInts().read(values);
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
