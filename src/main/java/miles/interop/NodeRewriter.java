package miles.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a SavedModel's node as a node of an encoder's graph: variables as reference variables,
 * what reads them as what computes with their values, and old operations without a gradient as the
 * newer ones that have one.
 */
final class NodeRewriter {

  /** Operations of which the runtime differentiates the third version alone. */
  private static final Set<String> OLD_BATCH_NORMALIZATION =
      Set.of("FusedBatchNorm", "FusedBatchNormV2");

  private NodeRewriter() {}

  /**
   * Returns the nodes that stand for a node, itself last.
   *
   * @param name its name, with the calls around it
   * @param node the node as its graph or function has it
   * @param inputs what it reads, as nodes of the encoder's graph
   */
  static List<NodeDef> rewrite(String name, NodeDef node, List<TensorName> inputs) {
    return switch (node.getOp()) {
      case "VarHandleOp", "Variable", "AutoReloadVariable", "VariableV2" ->
          List.of(variable(name, node));
      case "ReadVariableOp" -> List.of(identity(name, inputs, node.getAttrOrThrow("dtype")));
      case "PlaceholderWithDefault" ->
          List.of(identity(name, inputs, node.getAttrOrThrow("dtype")));
      case "ResourceGather" ->
          gather(name, node, inputs, node.getAttrOrThrow("dtype"), batchDims(node));
      case "Gather" -> gather(name, node, inputs, node.getAttrOrThrow("Tparams"), whole(0));
      case "VariableShape" -> List.of(shape(name, node, inputs));
      default -> List.of(copy(name, node, inputs));
    };
  }

  private static NodeDef variable(String name, NodeDef node) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("VariableV2")
        .putAttr("dtype", node.getAttrOrThrow("dtype"))
        .putAttr("shape", node.getAttrOrThrow("shape"))
        .build();
  }

  private static NodeDef identity(String name, List<TensorName> inputs, AttrValue type) {
    return start(name, "Identity", inputs).putAttr("T", type).build();
  }

  private static List<NodeDef> gather(
      String name, NodeDef node, List<TensorName> inputs, AttrValue type, AttrValue batchDims) {
    NodeDef axis = scalar(name + "/axis");
    List<TensorName> all = new ArrayList<>(inputs);
    all.add(new TensorName(axis.getName(), 0));
    NodeDef gather =
        start(name, "GatherV2", all)
            .putAttr("Tparams", type)
            .putAttr("Tindices", node.getAttrOrThrow("Tindices"))
            .putAttr("Taxis", type(DataType.DT_INT32))
            .putAttr("batch_dims", batchDims)
            .build();
    return List.of(axis, gather);
  }

  private static NodeDef shape(String name, NodeDef node, List<TensorName> inputs) {
    return start(name, "Shape", inputs)
        .putAttr("T", type(DataType.DT_FLOAT))
        .putAttr("out_type", node.getAttrOrDefault("out_type", type(DataType.DT_INT32)))
        .build();
  }

  private static NodeDef copy(String name, NodeDef node, List<TensorName> inputs) {
    NodeDef.Builder copy = start(name, node.getOp(), inputs);
    for (Map.Entry<String, AttrValue> attribute : node.getAttrMap().entrySet()) {
      // Notes of the writer, such as _output_shapes and _class, which may name what is not here.
      if (!attribute.getKey().startsWith("_")) {
        copy.putAttr(attribute.getKey(), attribute.getValue());
      }
    }
    if (OLD_BATCH_NORMALIZATION.contains(node.getOp())) {
      copy.setOp("FusedBatchNormV3");
      copy.putAttr("U", node.getAttrOrDefault("U", node.getAttrOrThrow("T")));
    }
    return copy.build();
  }

  /** Starts a node; it has no device, for the writer's may not be here. */
  private static NodeDef.Builder start(String name, String op, List<TensorName> inputs) {
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(op);
    inputs.forEach(input -> node.addInput(input.toString()));
    return node;
  }

  private static NodeDef scalar(String name) {
    TensorProto zero =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addIntVal(0)
            .build();
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Const")
        .putAttr("dtype", type(DataType.DT_INT32))
        .putAttr("value", AttrValue.newBuilder().setTensor(zero).build())
        .build();
  }

  private static AttrValue batchDims(NodeDef node) {
    return node.getAttrOrDefault("batch_dims", whole(0));
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static AttrValue whole(long number) {
    return AttrValue.newBuilder().setI(number).build();
  }
}
