package miles.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miles.config.InvalidValueException;
import miles.interop.EncoderGraph;
import miles.interop.EncoderNodes;
import miles.interop.EncoderVariable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Whether TensorFlow can differentiate an imported encoder.
 *
 * <p>It is tried in a graph of its own. Gradients of dilated convolutions exist and are wrong, so
 * these are refused by name.
 */
final class EncoderGradients {

  private static final Set<String> WRONG_WHERE_DILATED =
      Set.of("Conv2D", "DepthwiseConv2dNative", "Conv2DBackpropInput");

  private static final Pattern NO_GRADIENT = Pattern.compile("No gradient defined for op: (\\w+)");

  private EncoderGradients() {}

  /**
   * Requires that gradients reach every trainable variable.
   *
   * @param encoder the encoder
   * @param key the key of the encoder in the run file
   * @throws InvalidValueException that names the operation without a gradient, or the variables
   *     that no gradient reaches
   */
  static void require(EncoderGraph encoder, String key) {
    for (NodeDef node : encoder.graph().getNodeList()) {
      if (WRONG_WHERE_DILATED.contains(node.getOp())
          && node
              .getAttrOrDefault("dilations", AttrValue.getDefaultInstance())
              .getList()
              .getIList()
              .stream()
              .anyMatch(dilation -> dilation != 1)) {
        throw refused(
            key,
            "the operation %s (node %s) with dilations, whose gradient TensorFlow computes wrongly,"
                .formatted(node.getOp(), node.getName()));
      }
    }
    try (Graph graph = new Graph()) {
      differentiate(graph, encoder, key);
    }
  }

  private static void differentiate(Graph graph, EncoderGraph encoder, String key) {
    Ops tf = Ops.create(graph);
    Map<String, Operand<?>> values = new HashMap<>();
    List<String> names = new ArrayList<>();
    List<Output<?>> trainable = new ArrayList<>();
    for (EncoderVariable variable : encoder.variables()) {
      Shape shape = Shape.of(variable.shape().stream().mapToLong(size -> size).toArray());
      Output<?> value =
          tf.identity(tf.placeholder(TFloat32.class, Placeholder.shape(shape))).asOutput();
      values.put(variable.name(), value);
      if (variable.trainable()) {
        names.add(variable.name());
        trainable.add(value);
      }
    }
    if (trainable.isEmpty()) {
      throw refused(key, "a SavedModel without trainable variables on the way to the output");
    }
    Output<?> output = new EncoderNodes(graph, "nodes").add(encoder, input(tf, encoder), values);
    Output<?>[] gradients;
    try {
      gradients = graph.addGradients(output, trainable.toArray(Output<?>[]::new));
    } catch (TensorFlowException | IllegalArgumentException e) {
      Matcher op = NO_GRADIENT.matcher(String.valueOf(e.getMessage()));
      throw refused(
          key,
          op.find()
              ? "the operation %s, which has no gradient in TensorFlow's runtime,"
                  .formatted(op.group(1))
              : "a network that TensorFlow cannot differentiate (%s)".formatted(e.getMessage()));
    }
    List<String> unreached = new ArrayList<>();
    for (int i = 0; i < gradients.length; i++) {
      if (gradients[i].isClosed()) {
        unreached.add(names.get(i));
      }
    }
    if (!unreached.isEmpty()) {
      throw refused(key, "a network in which no gradient reaches %s".formatted(unreached));
    }
  }

  private static Placeholder<? extends TType> input(Ops tf, EncoderGraph encoder) {
    Class<? extends TType> type =
        encoder.inputType() == DataType.DT_FLOAT
            ? TFloat32.class
            : encoder.inputType() == DataType.DT_INT64 ? TInt64.class : TInt32.class;
    Shape shape =
        encoder
            .inputShape()
            .map(sizes -> Shape.of(sizes.stream().mapToLong(size -> size).toArray()))
            .orElseGet(Shape::unknown);
    return tf.placeholder(type, Placeholder.shape(shape));
  }

  private static InvalidValueException refused(String key, String what) {
    return new InvalidValueException(
        key + ".trainable", "true with " + what, "false, which keeps the encoder as it is");
  }
}
