package miles.interop;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef.ArgDef;

/**
 * Makes the operations of an imported encoder in a TensorFlow graph.
 *
 * <p>Owns nothing: the operations end with the graph.
 */
public final class EncoderNodes {

  private final Graph graph;
  private final String path;
  private final OpRegistry ops = new OpRegistry();
  private final Map<String, Operand<?>> replaced = new HashMap<>();

  /**
   * @param graph where the operations are made; closed by its owner
   * @param path the scope that precedes their names, such as {@code encoder/image/nodes}
   */
  public EncoderNodes(Graph graph, String path) {
    this.graph = graph;
    this.path = path;
  }

  /**
   * Adds an encoder's operations to the graph.
   *
   * @param encoder the encoder
   * @param input what it computes with, of the type and shape that it takes
   * @param variables the value of each variable by the variable's name
   * @return the encoder's output, of whatever type and shape it has
   * @throws SavedModelException if TensorFlow refuses an operation, for instance because the input
   *     has another shape than the encoder takes
   */
  public Output<?> add(EncoderGraph encoder, Operand<?> input, Map<String, Operand<?>> variables) {
    replaced.put(encoder.input(), input);
    replaced.putAll(variables);
    for (NodeDef node : encoder.graph().getNodeList()) {
      if (!replaced.containsKey(node.getName())) {
        add(node);
      }
    }
    return output(encoder.output());
  }

  private void add(NodeDef node) {
    OperationBuilder builder =
        graph.opBuilder(node.getOp(), path + "/" + node.getName(), graph.baseScope());
    List<String> inputs = node.getInputList();
    int next = 0;
    for (ArgDef argument : arguments(node)) {
      int size = OpRegistry.size(node, argument);
      Output<?>[] these =
          inputs.subList(next, next + size).stream().map(this::output).toArray(Output<?>[]::new);
      if (argument.getNumberAttr().isEmpty() && argument.getTypeListAttr().isEmpty()) {
        builder.addInput(these[0]);
      } else {
        builder.addInputList(these);
      }
      next += size;
    }
    node.getAttrMap().forEach(builder::setAttr);
    try {
      builder.build();
    } catch (TensorFlowException | IllegalArgumentException e) {
      throw new SavedModelException(
          "TensorFlow refuses the imported operation %s (node %s): %s"
              .formatted(node.getOp(), node.getName(), e.getMessage()),
          e);
    }
  }

  private List<ArgDef> arguments(NodeDef node) {
    return ops.find(node.getOp())
        .orElseThrow(() -> new IllegalStateException("imported a custom operation: " + node))
        .getInputArgList();
  }

  private Output<?> output(String name) {
    TensorName tensor = TensorName.of(name);
    Operand<?> instead = replaced.get(tensor.node());
    if (instead != null) {
      return instead.asOutput();
    }
    GraphOperation operation = graph.operationOrThrow(path + "/" + tensor.node());
    return operation.output(tensor.index());
  }
}
