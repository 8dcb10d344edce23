package miles.interop;

import static miles.interop.HandMade.FLOAT;
import static miles.interop.HandMade.call;
import static miles.interop.HandMade.constant;
import static miles.interop.HandMade.constants;
import static miles.interop.HandMade.function;
import static miles.interop.HandMade.placeholder;
import static miles.interop.HandMade.shape;
import static miles.interop.HandMade.type;
import static miles.interop.HandMade.typed;
import static miles.interop.HandMade.whole;
import static miles.interop.ModelFolders.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
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
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Graphs and functions made by hand: what is expanded, and what is refused. */
class InlinerTest {

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

  @Test
  void twoNodesOfOneVariableAreRefused() throws IOException {
    ModelFolders.variables(folder, "variables.index", "variables.data-00000-of-00001");
    refused(sumOfTwo("w"), "The nodes first and second are one", "by their shared name \"w\"");

    // By this name the runtime makes a variable anew for every node.
    assertThat(read(sumOfTwo("cd2c89b7-88b7-44c8-ad83-06c2a9158347")).variables()).hasSize(2);
  }

  private SavedModelFile sumOfTwo(String shared) throws IOException {
    return model(
        List.of(),
        "y:0",
        placeholder("x", 2),
        variable("first", shared),
        variable("second", shared),
        read("a", "first"),
        read("b", "second"),
        typed(node("sum", "AddV2", "a", "b")).build(),
        typed(node("y", "AddV2", "sum", "x")).build());
  }

  private static NodeDef variable(String name, String shared) {
    return node(name, "VarHandleOp").toBuilder()
        .putAttr("dtype", type(FLOAT))
        .putAttr("shape", shape(2))
        .putAttr(
            "shared_name", AttrValue.newBuilder().setS(ByteString.copyFromUtf8(shared)).build())
        .build();
  }

  private static NodeDef read(String name, String variable) {
    return node(name, "ReadVariableOp", variable).toBuilder().putAttr("dtype", type(FLOAT)).build();
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
    return HandMade.model(folder, functions, output, nodes);
  }
}
