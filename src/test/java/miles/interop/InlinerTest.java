package miles.interop;

import static miles.interop.ModelFolders.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
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
import org.tensorflow.types.TFloat32;

/** Graphs and functions made by hand: what is expanded, and what is refused. */
class InlinerTest {

  private static final DataType FLOAT = DataType.DT_FLOAT;

  @TempDir Path folder;

  /**
   * y = two(x) with two(x) = three(split(x)) and so on, through outputs of more than one tensor.
   */
  @Test
  void nestedCallsAreExpandedAndManyOutputsCounted() throws IOException {
    NodeDef axis = constant("axis", 1);
    NodeDef split =
        typed(node("split", "SplitV", "x", "sizes:output:0", "axis:output:0"))
            .putAttr("num_split", whole(2))
            .putAttr("Tlen", type(DataType.DT_INT32))
            .build();
    FunctionDef inner =
        function(
            "inner",
            List.of("x"),
            Map.of("left", "split:output:1", "right", "split:output:0"),
            axis,
            constants("sizes", 1, 2),
            split);
    FunctionDef outer =
        function(
            "outer",
            List.of("a", "b"),
            Map.of("left", "call:output:1", "right", "sum:z:0"),
            call("call", "inner", 2, "b"),
            typed(node("sum", "AddV2", "a", "a")).build());
    SavedModelFile model =
        model(
            List.of(inner, outer),
            "calls:0",
            placeholder("x", 2, 3),
            placeholder("other", 2, 3),
            call("calls", "outer", 2, "other", "x"));
    EncoderGraph encoder = read(model);

    assertThat(encoder.graph().getNodeList())
        .extracting(NodeDef::getName)
        .containsExactly(
            "encoder_input", "calls/call/sizes", "calls/call/axis", "calls/call/split");
    assertThat(encoder.output()).isEqualTo("calls/call/split");
    try (ImportedSubgraph imported = new ImportedSubgraph(encoder, Map.of());
        TFloat32 fed =
            TFloat32.tensorOf(
                Shape.of(2, 3), data -> data.scalars().forEachIndexed(InlinerTest::count))) {
      assertThat(imported.run(fed)).containsExactly(0, 10);
    }
  }

  private static void count(long[] at, org.tensorflow.ndarray.FloatNdArray value) {
    value.setFloat((float) (10 * at[0] + at[1]));
  }

  @Test
  void functionThatCallsItselfIsRefused() throws IOException {
    FunctionDef again =
        function(
            "again", List.of("x"), Map.of("y", "call:output:0"), call("call", "again", 1, "x"));

    refused(
        model(List.of(again), "call:0", placeholder("x", 2), call("call", "again", 1, "x")),
        "The function \"again\" calls itself");
  }

  @Test
  void operationsThatDoMoreThanComputeAreRefusedByName() throws IOException {
    NodeDef x = placeholder("x", 2);
    NodeDef handle =
        node("table", "HashTableV2").toBuilder()
            .putAttr("key_dtype", type(FLOAT))
            .putAttr("value_dtype", type(FLOAT))
            .build();
    NodeDef find = node("y", "LookupTableFindV2", "table", "x", "x");
    refused(model(List.of(), "y:0", x, handle, find), "LookupTableFindV2 (node y)", "lookup table");
    NodeDef condition = typed(node("y", "Switch", "x", "x")).build();
    refused(model(List.of(), "y:0", x, condition), "Switch (node y)", "control flow");
    refused(
        model(List.of(), "y:0", x, node("y", "OfMyOwn", "x")),
        "OfMyOwn (node y)",
        "custom operation");
    NodeDef stack = node("y", "StackV2", "x").toBuilder().putAttr("elem_type", type(FLOAT)).build();
    refused(model(List.of(), "y:0", x, stack), "StackV2 (node y)", "keeps something");
    NodeDef print = typed(node("y", "Print", "x", "x")).build();
    refused(model(List.of(), "y:0", x, print), "Print (node y)", "more than computing");
  }

  @Test
  void controlEdgeOnAnAssignmentIsRefusedAndOthersAreDropped() throws IOException {
    ModelFolders.variables(folder, "variables.index", "variables.data-00000-of-00001");
    NodeDef x = placeholder("x", 2);
    NodeDef w =
        node("w", "VarHandleOp").toBuilder()
            .putAttr("dtype", type(FLOAT))
            .putAttr("shape", shape(2))
            .build();
    NodeDef assign =
        node("assign", "AssignAddVariableOp", "w", "x").toBuilder()
            .putAttr("dtype", type(FLOAT))
            .build();
    NodeDef check = node("check", "Assert", "x", "x");
    NodeDef group = node("group", "NoOp", "^assign");
    NodeDef gated = typed(node("y", "Neg", "x", "^group")).build();
    refused(
        model(List.of(), "y:0", x, w, assign, group, gated),
        "AssignAddVariableOp (node assign) must run before the output");

    NodeDef harmless = node("group", "NoOp", "^check", "^x");
    EncoderGraph encoder = read(model(List.of(), "y:0", x, check, harmless, gated));
    assertThat(encoder.graph().getNodeList())
        .extracting(NodeDef::getOp)
        .containsExactly("Placeholder", "Neg");
    assertThat(encoder.graph().getNode(1).getInputList()).containsExactly("encoder_input");
  }

  @Test
  void resourcesBecomeVariablesAndOldOperationsTheNewOnes() throws IOException {
    NodeDef w =
        node("w", "VarHandleOp").toBuilder()
            .putAttr("dtype", type(FLOAT))
            .putAttr("shape", shape(4, 3))
            .build();
    NodeDef gather =
        node("y", "ResourceGather", "w", "ids").toBuilder()
            .putAttr("dtype", type(FLOAT))
            .putAttr("Tindices", type(DataType.DT_INT32))
            .build();
    NodeDef ids =
        node("ids", "Cast", "x").toBuilder()
            .putAttr("SrcT", type(FLOAT))
            .putAttr("DstT", type(DataType.DT_INT32))
            .build();
    ModelFolders.variables(folder, "variables.index", "variables.data-00000-of-00001");
    EncoderGraph encoder = read(model(List.of(), "y:0", placeholder("x", 2), w, ids, gather));

    assertThat(encoder.variables())
        .containsExactly(new EncoderVariable("w", List.of(4L, 3L), true));
    float[] rows = {0, 1, 2, 10, 11, 12, 20, 21, 22, 30, 31, 32};
    try (ImportedSubgraph imported = new ImportedSubgraph(encoder, Map.of("w", rows));
        TFloat32 fed = TFloat32.vectorOf(3, 1)) {
      assertThat(imported.run(fed)).containsExactly(30, 31, 32, 10, 11, 12);
    }
  }

  private void refused(SavedModelFile model, String... parts) {
    assertThatThrownBy(() -> read(model))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContainingAll(parts);
  }

  private static EncoderGraph read(SavedModelFile model) {
    return EncoderImport.read(
        model, new EncoderSelection("serving_default", Optional.empty(), Optional.empty()));
  }

  private SavedModelFile model(List<FunctionDef> functions, String output, NodeDef... nodes)
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

  private static FunctionDef function(
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

  private static NodeDef call(String name, String function, int outputs, String... inputs) {
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

  private static NodeDef placeholder(String name, long... sizes) {
    return node(name, "Placeholder").toBuilder()
        .putAttr("dtype", type(FLOAT))
        .putAttr("shape", shape(sizes))
        .build();
  }

  private static NodeDef constant(String name, int value) {
    TensorProto tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addIntVal(value)
            .build();
    return constant(name, tensor);
  }

  private static NodeDef constants(String name, int... values) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
    tensor.getTensorShapeBuilder().addDimBuilder().setSize(values.length);
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return constant(name, tensor.build());
  }

  private static NodeDef constant(String name, TensorProto tensor) {
    return node(name, "Const").toBuilder()
        .putAttr("dtype", type(tensor.getDtype()))
        .putAttr("value", AttrValue.newBuilder().setTensor(tensor).build())
        .build();
  }

  private static NodeDef.Builder typed(NodeDef node) {
    return node.toBuilder().putAttr("T", type(FLOAT));
  }

  private static AttrValue type(DataType type) {
    return AttrValue.newBuilder().setType(type).build();
  }

  private static AttrValue whole(long number) {
    return AttrValue.newBuilder().setI(number).build();
  }

  private static AttrValue shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return AttrValue.newBuilder().setShape(shape).build();
  }
}
