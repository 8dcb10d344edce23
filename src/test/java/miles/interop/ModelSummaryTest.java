package miles.interop;

import static miles.interop.ModelFolders.calling;
import static miles.interop.ModelFolders.function;
import static miles.interop.ModelFolders.graph;
import static miles.interop.ModelFolders.library;
import static miles.interop.ModelFolders.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import miles.interop.ModelSummary.Inner;
import miles.interop.ModelSummary.Signature;
import miles.interop.ModelSummary.Variable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef.ArgDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class ModelSummaryTest {

  @TempDir private Path folder;

  @Test
  void aKerasModelIsSummedUp() {
    ModelSummary summary = summary("mnist-mlp-keras");
    assertThat(summary.tensorFlow()).isEqualTo("2.6.0");
    assertThat(summary.bytes()).isGreaterThan(400_000);
    Signature signature = summary.signatures().get(0);
    assertThat(summary.signatures()).hasSize(1);
    assertThat(signature.inputs())
        .containsExactly(
            new ModelSummary.Tensor(
                "flatten_input",
                "serving_default_flatten_input:0",
                "float32",
                Optional.of(List.of(-1L, 1L, 28L, 28L))));
    assertThat(signature.outputs()).extracting(ModelSummary.Tensor::key).containsExactly("dense_3");
    assertThat(signature.innerTensors())
        .containsExactly(
            new Inner("sequential/dense/Relu", 30),
            new Inner("sequential/dense_1/Relu", 30),
            new Inner("sequential/dense_2/Relu", 30),
            new Inner("sequential/dense_3/BiasAdd", 10));
    assertThat(summary.variables())
        .contains(
            new Variable(
                "dense/kernel",
                "float32",
                Optional.of(List.of(784L, 30L)),
                true,
                Optional.of("layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE")));
    assertThat(summary.variables().stream().filter(Variable::trainable)).hasSize(8);
    assertThat(summary.operations()).containsEntry("MatMul", 20).containsEntry("SaveV2", 1);
    assertThat(summary.refused()).isEmpty();
  }

  @Test
  void aGraphOfTensorFlow1IsSummedUp() {
    ModelSummary summary = summary("mnist-cnn-tf1");
    assertThat(summary.signatures().get(0).innerTensors())
        .contains(new Inner("Relu_3", 200), new Inner("add_4", 10));
    assertThat(summary.variables()).hasSize(20);
    assertThat(summary.variables().get(0))
        .isEqualTo(
            new Variable(
                "Variable",
                "float32",
                Optional.of(List.of(6L, 6L, 1L, 6L)),
                true,
                Optional.of("Variable")));
    assertThat(summary.variables().stream().filter(Variable::trainable)).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-mlp-keras", "keyword-spotting", "mnist-cnn-tf1"})
  void everyInnerTensorCanBeImportedAndHasItsWidth(String name) {
    SavedModelFile model = SavedModelFile.read(Fixtures.folder(name));
    List<Inner> inner = ModelSummary.of(model).signatures().get(0).innerTensors();
    assertThat(inner).hasSizeGreaterThan(1);
    for (Inner each : inner) {
      EncoderGraph encoder =
          EncoderImport.read(
              model,
              new EncoderSelection("serving_default", Optional.empty(), Optional.of(each.name())));
      try (Graph graph = new Graph()) {
        graph.importGraphDef(encoder.graph());
        assertThat(graph.operation(encoder.output()).output(0).shape().asArray())
            .as(each.name())
            .containsExactly(-1, each.width());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-mlp-keras", "keyword-spotting", "mnist-cnn-tf1"})
  void innerTensorsAreFoundWhereShapesWereNotWritten(String name) throws IOException {
    SavedModelFile model = SavedModelFile.read(Fixtures.folder(name));
    MetaGraphDef bare = withoutShapes(model.metaGraph());
    ModelFolders.write(folder, bare);
    ModelFolders.variables(folder, "variables.index", "variables.data-00000-of-00001");
    List<Inner> found =
        ModelSummary.of(SavedModelFile.read(folder)).signatures().get(0).innerTensors();
    List<Inner> all = ModelSummary.of(model).signatures().get(0).innerTensors();
    assertThat(found).contains(all.get(0), all.get(all.size() - 1));
    assertThat(found).extracting(Inner::width).isSubsetOf(all.stream().map(Inner::width).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"mnist-mlp-keras", "keyword-spotting", "half-plus-two-tf2"})
  void checkpointKeysAreThoseThatTheModelsOwnSaverReads(String name) {
    SavedModelFile model = SavedModelFile.read(Fixtures.folder(name));
    Set<String> read =
        model
            .nodes()
            .filter(node -> node.getName().equals("RestoreV2/tensor_names"))
            .flatMap(node -> node.getAttrOrThrow("value").getTensor().getStringValList().stream())
            .map(ByteString::toStringUtf8)
            .collect(Collectors.toSet());
    List<String> keys =
        ModelSummary.of(model).variables().stream()
            .flatMap(variable -> variable.checkpointKey().stream())
            .toList();
    assertThat(read).containsAll(keys).hasSizeGreaterThan(3);
    assertThat(new HashSet<>(keys)).hasSameSizeAs(keys).hasSizeGreaterThan(read.size() / 2);
  }

  @Test
  void namesAreGivenAsFarAsTheyTellApart() throws IOException {
    NodeDef first = calling(node("one/call", "PartitionedCall", "in", "w"), "f", "layer");
    NodeDef second = calling(node("two/call", "PartitionedCall", "one/call:0", "w"), "f", "layer");
    NodeDef last = floats(node("out", "MatMul", "two/call", "w"));
    FunctionDef layer =
        function("layer", floats(node("MatMul", "MatMul", "x", "w"))).toBuilder()
            .setSignature(
                function("layer").getSignature().toBuilder()
                    .addInputArg(argument("w"))
                    .addOutputArg(argument("y")))
            .putRet("y", "MatMul:product:0")
            .build();
    GraphDef graph =
        library(graph(node("in", "Placeholder"), square("w"), first, second, last), layer);
    assertThat(inner(graph))
        .containsExactly(new Inner("one/call/MatMul", 3), new Inner("two/call/MatMul", 3));
  }

  @Test
  void aFunctionThatCallsItselfEndsTheSearch() throws IOException {
    FunctionDef endless =
        function("endless", calling(node("again", "PartitionedCall", "x"), "f", "endless"))
            .toBuilder()
            .putRet("y", "again:output:0")
            .setSignature(
                function("endless").getSignature().toBuilder().addOutputArg(argument("y")))
            .build();
    NodeDef call = calling(node("out", "PartitionedCall", "in"), "f", "endless");
    assertThat(inner(library(graph(node("in", "Placeholder"), call), endless))).isEmpty();
  }

  @Test
  void callsThatDoubleAtEveryLevelAreRefused() throws IOException {
    FunctionDef[] levels = new FunctionDef[40];
    for (int i = 0; i < levels.length; i++) {
      String next = "f" + (i + 1);
      NodeDef one = calling(node("one", "PartitionedCall", "x"), "f", next);
      NodeDef two = calling(node("two", "PartitionedCall", "x"), "f", next);
      NodeDef sum = node("sum", "AddV2", "one:output:0", "two:output:0");
      FunctionDef function =
          i + 1 < levels.length
              ? function("f" + i, one, two, sum)
              : function("f" + i, node("sum", "Relu", "x"));
      levels[i] =
          function.toBuilder()
              .putRet("y", "sum:z:0")
              .setSignature(function.getSignature().toBuilder().addOutputArg(argument("y")))
              .build();
    }
    NodeDef call = calling(node("out", "PartitionedCall", "in"), "f", "f0");
    assertThatThrownBy(() -> inner(library(graph(node("in", "Placeholder"), call), levels)))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("expand to more than 200000 nodes");
  }

  private List<Inner> inner(GraphDef graph) throws IOException {
    MetaGraphDef model =
        ModelFolders.tagged(graph, "serve").toBuilder()
            .putSignatureDef(
                "serving_default",
                SignatureDef.newBuilder()
                    .putInputs(
                        "x",
                        TensorInfo.newBuilder()
                            .setName("in:0")
                            .setDtype(DataType.DT_FLOAT)
                            .setTensorShape(shape(-1, 3))
                            .build())
                    .putOutputs("y", TensorInfo.newBuilder().setName("out:0").build())
                    .build())
            .build();
    return ModelSummary.of(SavedModelFile.read(ModelFolders.write(folder, model)))
        .signatures()
        .get(0)
        .innerTensors();
  }

  private static ModelSummary summary(String name) {
    return ModelSummary.of(SavedModelFile.read(Fixtures.folder(name)));
  }

  private static ArgDef argument(String name) {
    return ArgDef.newBuilder().setName(name).build();
  }

  private static NodeDef floats(NodeDef node) {
    return node.toBuilder()
        .putAttr("T", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .build();
  }

  private static NodeDef square(String name) {
    return node(name, "Const").toBuilder()
        .putAttr(
            "value",
            AttrValue.newBuilder()
                .setTensor(TensorProto.newBuilder().setTensorShape(shape(3, 3)))
                .build())
        .build();
  }

  private static TensorShapeProto shape(long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }

  private static MetaGraphDef withoutShapes(MetaGraphDef model) {
    MetaGraphDef.Builder bare = model.toBuilder();
    bare.getGraphDefBuilder()
        .getNodeBuilderList()
        .forEach(node -> node.removeAttr("_output_shapes"));
    bare.getGraphDefBuilder()
        .getLibraryBuilder()
        .getFunctionBuilderList()
        .forEach(
            function ->
                function
                    .getNodeDefBuilderList()
                    .forEach(node -> node.removeAttr("_output_shapes")));
    return bare.build();
  }
}
