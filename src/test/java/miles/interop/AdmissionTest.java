package miles.interop;

import static miles.interop.HandMade.FLOAT;
import static miles.interop.HandMade.call;
import static miles.interop.HandMade.floats;
import static miles.interop.HandMade.function;
import static miles.interop.HandMade.placeholder;
import static miles.interop.HandMade.text;
import static miles.interop.HandMade.type;
import static miles.interop.HandMade.typed;
import static miles.interop.ModelFolders.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** What no encoder may have, how far calls are expanded, and old operations. */
class AdmissionTest {

  @TempDir Path folder;

  /** The safety check allows a saver that no signature runs; a run file could still name it. */
  @ParameterizedTest
  @ValueSource(strings = {"restore", "after", "gated", "inside"})
  void outputThatReadsOrWritesFilesIsRefusedThoughTheSafetyCheckAllowsTheSaver(String output)
      throws IOException {
    AttrValue types =
        AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(FLOAT)).build();
    NodeDef restore =
        node("restore", "RestoreV2", "prefix", "names", "slices").toBuilder()
            .putAttr("dtypes", types)
            .build();
    NodeDef save =
        node("save", "SaveV2", "prefix", "names", "slices", "x").toBuilder()
            .putAttr("dtypes", types)
            .build();
    SavedModelFile model =
        HandMade.model(
            folder,
            List.of(
                function("wrapped", List.of("a"), Map.of("y", "sum:z:0"), sum("sum", "a", "a"))),
            "y:0",
            placeholder("x", 2),
            typed(node("y", "Neg", "x")).build(),
            text("prefix", "/etc/passwd"),
            text("names", "w"),
            text("slices", ""),
            restore,
            save,
            sum("after", "x", "restore"),
            typed(node("gated", "Neg", "x", "^save")).build(),
            call("call", "wrapped", 1, "restore"),
            sum("inside", "x", "call"));

    assertThat(SafetyCheck.refusals(model)).isEmpty();
    assertThatThrownBy(() -> read(model, output))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining(output.equals("gated") ? "SaveV2 (node save)" : "RestoreV2 (node");
    assertThat(read(model, "y").graph().getNodeCount()).isEqualTo(2);
  }

  private static NodeDef sum(String name, String left, String right) {
    return typed(node(name, "AddV2", left, right)).build();
  }

  @Test
  void callsThatDoubleAtEveryLevelEndWithASentence() throws IOException {
    List<FunctionDef> functions = new ArrayList<>();
    NodeDef negative = typed(node("negative", "Neg", "x")).build();
    functions.add(function("f0", List.of("x"), Map.of("y", "negative:y:0"), negative));
    for (int i = 1; i < 60; i++) {
      String inner = "f" + (i - 1);
      functions.add(
          function(
              "f" + i,
              List.of("x"),
              Map.of("y", "second:output:0"),
              call("first", inner, 1, "x"),
              call("second", inner, 1, "first:output:0")));
    }
    NodeDef x = placeholder("x", 2);
    SavedModelFile small = HandMade.model(folder, functions, "y:0", x, call("y", "f10", 1, "x"));
    assertThat(read(small, "y").graph().getNodeCount()).isEqualTo(1 + 1024);
    SavedModelFile large = HandMade.model(folder, functions, "y:0", x, call("y", "f59", 1, "x"));
    SavedModelFile gated =
        HandMade.model(
            folder,
            functions,
            "y:0",
            x,
            call("call", "f59", 1, "x"),
            typed(node("y", "Neg", "x", "^call")).build());

    for (SavedModelFile model : List.of(large, gated)) {
      long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      assertThatThrownBy(() -> read(model, "y"))
          .isInstanceOf(SavedModelException.class)
          .hasMessageContaining("expand to more than 50000 nodes");
      long nanoseconds = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
      assertThat(nanoseconds).isLessThan(5_000_000_000L);
    }
  }

  @Test
  void callsOfManyLevelsEndWithASentence() throws IOException {
    List<FunctionDef> functions = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      functions.add(
          function(
              "f" + i,
              List.of("x"),
              Map.of("y", "call:output:0"),
              call("call", "f" + (i + 1), 1, "x")));
    }
    SavedModelFile model =
        HandMade.model(folder, functions, "y:0", placeholder("x", 2), call("y", "f0", 1, "x"));

    assertThatThrownBy(() -> read(model, "y")).hasMessageContaining("more than 100 deep");
  }

  /** The runtime has no gradient for the two old forms; the one that stands for them has. */
  @ParameterizedTest
  @ValueSource(strings = {"FusedBatchNorm", "FusedBatchNormV2"})
  void oldBatchNormalisationGivesTheSameValuesAndItsGradient(String operation) throws IOException {
    NodeDef.Builder normalise =
        typed(node("y", operation, "x", "scale", "offset", "mean", "variance"));
    if (operation.endsWith("V2")) {
      normalise.putAttr("U", type(FLOAT));
    }
    normalise.putAttr("is_training", AttrValue.newBuilder().setB(false).build());
    normalise.putAttr("epsilon", AttrValue.newBuilder().setF(0.01f).build());
    SavedModelFile model =
        HandMade.model(
            folder,
            List.of(),
            "y:0",
            placeholder("x", 3, 1, 1, 2),
            floats("scale", 2, 3),
            floats("offset", 0.5f, -0.5f),
            floats("mean", 1, -1),
            floats("variance", 4, 0.25f),
            normalise.build());
    try (Graph graph = new Graph();
        TFloat32 fed = TFloat32.tensorOf(Shape.of(3, 1, 1, 2));
        ImportedSubgraph imported = new ImportedSubgraph(read(model, "y"), Map.of())) {
      graph.importGraphDef(model.graph());
      fed.asRawTensor().data().asFloats().write(new float[] {1, 2, -3, 4, 0.5f, -6});
      Output<?> y = graph.operationOrThrow("y").output(0);
      Output<?> x = graph.operationOrThrow("x").output(0);
      try (Session session = new Session(graph);
          Result result = session.runner().feed(x, fed).fetch(y).run()) {
        assertThat(imported.run(fed))
            .containsExactly(ImportedSubgraph.floats((TFloat32) result.get(0)));
      }
      float first = (float) (2 / Math.sqrt(4.01));
      float second = (float) (3 / Math.sqrt(0.26));
      assertThat(imported.gradient(fed))
          .containsExactly(
              new float[] {first, second, first, second, first, second}, within(1e-5f));
      assertThatThrownBy(() -> graph.addGradients(y, new Output<?>[] {x}))
          .isInstanceOf(TensorFlowException.class);
    }
  }

  private static EncoderGraph read(SavedModelFile model, String output) {
    return EncoderImport.read(
        model, new EncoderSelection("serving_default", Optional.empty(), Optional.of(output)));
  }
}
