package miles.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** An imported encoder alone in a graph, its variables replaced by constants. Owns the graph. */
final class ImportedSubgraph implements AutoCloseable {

  private final Graph graph = new Graph();
  private final Placeholder<TFloat32> input;
  private final Output<?> output;

  ImportedSubgraph(EncoderGraph encoder, Map<String, float[]> values) {
    Ops tf = Ops.create(graph);
    input =
        tf.withName("in")
            .placeholder(
                TFloat32.class,
                encoder
                    .inputShape()
                    .map(shape -> Placeholder.shape(Shape.of(longs(shape))))
                    .orElseGet(() -> Placeholder.shape(Shape.unknown())));
    Map<String, Operand<?>> variables = new HashMap<>();
    for (EncoderVariable variable : encoder.variables()) {
      Operand<TFloat32> flat = tf.constant(values.get(variable.name()));
      variables.put(
          variable.name(), tf.reshape(flat, tf.constant(Shape.of(longs(variable.shape())))));
    }
    output = new EncoderNodes(graph, "encoder").add(encoder, input, variables);
  }

  private static long[] longs(List<Long> sizes) {
    return sizes.stream().mapToLong(size -> size).toArray();
  }

  /** Returns the length of the output's last axis. */
  long width() {
    return output.shape().get(output.shape().numDimensions() - 1);
  }

  float[] run(TFloat32 values) {
    try (Session session = new Session(graph);
        Result result = session.runner().feed(input, values).fetch(output).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  /** Returns the gradient of the sum of the output with respect to the input. */
  float[] gradient(TFloat32 values) {
    Output<?> gradient = graph.addGradients(output, new Output<?>[] {input.asOutput()})[0];
    try (Session session = new Session(graph);
        Result result = session.runner().feed(input, values).fetch(gradient).run()) {
      return floats((TFloat32) result.get(0));
    }
  }

  static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  @Override
  public void close() {
    graph.close();
  }
}
