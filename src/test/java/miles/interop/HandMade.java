package miles.interop;

import static miles.interop.ModelFolders.node;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Graphs and functions written node by node. */
public final class HandMade {

  static final DataType FLOAT = DataType.DT_FLOAT;

  private HandMade() {}

  static SavedModelFile model(
      Path folder, List<FunctionDef> functions, String output, NodeDef... nodes)
      throws IOException {
    GraphDef.Builder graph = ModelFolders.graph(nodes).toBuilder();
    graph.getLibraryBuilder().addAllFunction(functions);
    NodeDef input = nodes[0];
    TensorInfo fed =
        TensorInfo.newBuilder()
            .setName(input.getName() + ":0")
            .setDtype(FLOAT)
            .setTensorShape(input.getAttrOrThrow("shape").getShape())
            .build();
    MetaGraphDef meta =
        ModelFolders.tagged(graph.build(), "serve").toBuilder()
            .putSignatureDef(
                "serving_default",
                SignatureDef.newBuilder()
                    .putInputs("x", fed)
                    .putOutputs("y", TensorInfo.newBuilder().setName(output).build())
                    .build())
            .build();
    return SavedModelFile.read(ModelFolders.write(folder, meta));
  }

  static FunctionDef function(
      String name, List<String> inputs, Map<String, String> outputs, NodeDef... body) {
    OpDef.Builder signature = OpDef.newBuilder().setName(name);
    inputs.forEach(input -> signature.addInputArgBuilder().setName(input).setType(FLOAT));
    outputs.keySet().stream()
        .sorted()
        .forEach(output -> signature.addOutputArgBuilder().setName(output).setType(FLOAT));
    return FunctionDef.newBuilder()
        .setSignature(signature)
        .addAllNodeDef(List.of(body))
        .putAllRet(outputs)
        .build();
  }

  static NodeDef call(String name, String function, int outputs, String... inputs) {
    AttrValue.Builder types = AttrValue.newBuilder();
    for (int i = 0; i < outputs; i++) {
      types.getListBuilder().addType(FLOAT);
    }
    return node(name, "StatefulPartitionedCall", inputs).toBuilder()
        .putAttr(
            "f",
            AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function)).build())
        .putAttr("Tout", types.build())
        .build();
  }

  static NodeDef placeholder(String name, long... sizes) {
    return node(name, "Placeholder").toBuilder()
        .putAttr("dtype", type(FLOAT))
        .putAttr("shape", shape(sizes))
        .build();
  }

  static NodeDef constant(String name, int value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addIntVal(value)
            .build();
    return constant(name, tensor);
  }

  static NodeDef constants(String name, int... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(values.length);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return constant(name, tensor.build());
  }

  static NodeDef constant(String name, TensorProto tensor) {
    return node(name, "Const").toBuilder()
        .putAttr("dtype", type(tensor.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  static NodeDef.Builder typed(NodeDef node) {
    return node.toBuilder().putAttr("T", type(FLOAT));
  }

  static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  static AttrValue whole(long number) {
    return AttrValue.newBuilder().setI(number).build();
  }

  static AttrValue shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return AttrValue.newBuilder().setShape(shape).build();
  }

  /** Returns a constant vector. */
  static NodeDef floats(String name, float... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(FLOAT);
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(values.length);
    for (float value : values) {
      tensor.addFloatVal(value);
    }
    return constant(name, tensor.build());
  }

  /** Returns a constant text. */
  public static NodeDef text(String name, String value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addStringVal(ByteString.copyFromUtf8(value))
            .build();
    return constant(name, tensor);
  }
}
