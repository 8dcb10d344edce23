package miles.interop;

import static miles.interop.ModelFolders.calling;
import static miles.interop.ModelFolders.function;
import static miles.interop.ModelFolders.graph;
import static miles.interop.ModelFolders.library;
import static miles.interop.ModelFolders.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GradientDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

class SafetyCheckTest {

  private static final NodeDef WRITE = node("w", "WriteFile", "x", "x");
  private static final FunctionDef WRITES = function("writes", WRITE);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "half-plus-two-tf2",
        "keyword-spotting",
        "mnist-cnn-tf1",
        "mnist-mlp-keras",
        "tfjava-python/model"
      })
  void whatPythonWroteOnlyComputes(String name) {
    assertThat(SafetyCheck.refusals(SavedModelFile.read(Fixtures.folder(name)))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ReadFile,reads or writes files",
    "WriteFile,reads or writes files",
    "MatchingFiles,reads or writes files",
    "ImmutableConst,reads or writes files",
    "FixedUnigramCandidateSampler,reads or writes files",
    "InitializeTableFromTextFileV2,reads or writes files",
    "TFRecordDatasetV2,reads or writes files",
    "SaveDatasetV2,reads or writes files",
    "CreateSummaryFileWriter,reads or writes files",
    "PyFunc,calls Python",
    "EagerPyFunc,calls Python",
    "RpcCall,talks to other processes",
    "RemoteCall,talks to other processes",
    "_Send,talks to other processes",
    "CollectiveReduceV2,talks to other processes",
    "DataServiceDatasetV4,talks to other processes",
    "PrintV2,prints",
    "DebugIdentityV2,prints",
    "Abort,ends or stalls",
    "XlaCustomCallV2,cannot be looked into",
    "XlaCallModule,cannot be looked into",
    "TPUPartitionedCall,drives a TPU",
    "QueueDequeueV2,waits for",
    "IteratorGetNext,iterates over a data set",
    "StealSecrets,is a custom operation"
  })
  void anOperationThatTouchesTheOutsideIsRefusedByName(String operation, String reason)
      throws IOException {
    List<Refusal> refusals = refusals(model(graph(node("c", "Const"), node("n", operation))));
    assertThat(refusals).hasSize(1);
    assertThat(refusals.get(0).sentence())
        .startsWith(operation + " (node \"n\") ")
        .contains(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ParseExampleV2",
        "HashTableV2",
        "LookupTableImportV2",
        "Assert",
        "DecodePng",
        "DecodeWav",
        "While",
        "ApplyMomentum",
        "RandomUniform"
      })
  void anOperationThatStaysInMemoryIsAllowed(String operation) throws IOException {
    assertThat(refusals(model(graph(node("n", operation))))).isEmpty();
  }

  @Test
  void aFunctionThatNobodyCallsIsLookedInto() throws IOException {
    assertThat(refusals(model(library(graph(), WRITES))))
        .containsExactly(new Refusal("WriteFile", "w", "writes", "reads or writes files"));
  }

  @Test
  void noCallHidesWhatItsFunctionsDo() throws IOException {
    NodeDef branch =
        calling(
            calling(node("if", "If", "x", "x"), "then_branch", "calm"), "else_branch", "writes");
    NodeDef loop = calling(calling(node("loop", "While", "x"), "cond", "calm"), "body", "writes");
    NodeDef cases = calling(node("case", "Case", "x", "x"), "branches", "calm", "writes");
    NodeDef nested = calling(node("call", "PartitionedCall", "x"), "f", "outer");
    FunctionDef calm = function("calm", node("i", "Identity", "x"));
    FunctionDef outer =
        function("outer", calling(node("call", "StatefulPartitionedCall", "x"), "f", "writes"));
    for (NodeDef call : List.of(branch, loop, cases, nested)) {
      assertThat(refusals(model(library(graph(call), calm, outer, WRITES))))
          .extracting(Refusal::function)
          .containsExactly("writes");
    }
  }

  @Test
  void aFunctionIsCalledByItsNameAsAnOperationAndHidesNoOther() throws IOException {
    FunctionDef own = function("own", node("i", "Identity", "x"));
    assertThat(refusals(model(library(graph(node("n", "own", "c")), own)))).isEmpty();
    FunctionDef posing = function("WriteFile", node("i", "Identity", "x"));
    assertThat(refusals(model(library(graph(node("n", "WriteFile", "c")), posing))))
        .extracting(Refusal::operation)
        .containsExactly("WriteFile");
  }

  @Test
  void theSaverMayRestoreFromTheFileThatItIsTold() throws IOException {
    assertThat(refusals(saved(restore("file"), node("logits", "Identity", "in")))).isEmpty();
  }

  @Test
  void theSaverMayNotRestoreFromAnotherFile() throws IOException {
    NodeDef elsewhere = node("elsewhere", "Const");
    assertThat(refusals(saved(restore("elsewhere"), elsewhere)))
        .extracting(Refusal::sentence)
        .containsExactly(
            "RestoreV2 (node \"r\" of function \"restoring\") restores from a file that is not the model's own");
    NodeDef beside =
        calling(
            calling(node("restore", "StatefulPartitionedCall", "file"), "f", "harmless"),
            "other",
            "restoring");
    assertThat(refusals(saved(beside)))
        .as("only the function that is called gets the call's inputs")
        .hasSize(1);
    NodeDef branch = calling(node("restore", "If", "file", "file"), "then_branch", "restoring");
    assertThat(refusals(saved(branch, elsewhere))).hasSize(1);
  }

  @Test
  void theSaverMayNotWriteWhenItRestores() throws IOException {
    NodeDef write = node("more", "MergeV2Checkpoints", "file", "file");
    NodeDef restore = restore("file").toBuilder().addInput("^more").build();
    assertThat(refusals(saved(restore, write)))
        .extracting(Refusal::reason)
        .containsExactly("writes files when the variables are restored");
  }

  @Test
  void theSaverMayNotBePartOfWhatASignatureComputes() throws IOException {
    NodeDef direct = node("logits", "RestoreV2", "file", "names", "slices");
    NodeDef called = calling(node("logits", "StatefulPartitionedCall", "in"), "f", "saving");
    NodeDef branch = calling(node("logits", "If", "in", "in"), "then_branch", "saving");
    NodeDef behind = node("logits", "Identity", "in", "^save");
    for (NodeDef logits : List.of(direct, called, branch, behind)) {
      assertThat(refusals(saved(restore("file"), logits)))
          .extracting(Refusal::reason)
          .as(logits.getOp())
          .containsExactly("reads or writes files where the model computes, not where it is saved");
    }
  }

  @Test
  void theSaverMayNotBePartOfTheInitialisation() throws IOException {
    MetaGraphDef model =
        saved(restore("file")).toBuilder()
            .putCollectionDef(
                "saved_model_main_op",
                CollectionDef.newBuilder()
                    .setNodeList(CollectionDef.NodeList.newBuilder().addValue("save"))
                    .build())
            .build();
    assertThat(refusals(model)).hasSize(1);
  }

  @Test
  void aFunctionThatNobodyCallsHoldsNoSaver() throws IOException {
    FunctionDef alone = function("alone", node("s", "SaveV2", "x", "x", "x"));
    assertThat(refusals(model(library(graph(), alone)))).hasSize(1);
  }

  @Test
  void aFunctionThatMayStandInForAnotherHoldsNoSaver() throws IOException {
    MetaGraphDef.Builder model = saved(restore("file")).toBuilder();
    model
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .getFunctionBuilder(0)
        .putAttr("api_implements", AttrValue.getDefaultInstance());
    assertThat(refusals(model.build())).extracting(Refusal::function).containsExactly("saving");
  }

  @Test
  void aFunctionThatStandsForAGradientHoldsNoSaver() throws IOException {
    MetaGraphDef.Builder model =
        saved(restore("file"), calling(node("logits", "SymbolicGradient", "in"), "f", "restoring"))
            .toBuilder();
    model
        .getGraphDefBuilder()
        .getLibraryBuilder()
        .addGradient(
            GradientDef.newBuilder().setFunctionName("calm").setGradientFunc("saving").build());
    assertThat(refusals(model.build())).extracting(Refusal::function).contains("saving");
  }

  @Test
  void anAttributeOfAnAttributeIsACallToo() throws IOException {
    NameAttrList inner = NameAttrList.newBuilder().setName("saving").build();
    NameAttrList outer =
        NameAttrList.newBuilder()
            .setName("calm")
            .putAttr("f", AttrValue.newBuilder().setFunc(inner).build())
            .build();
    NodeDef logits =
        node("logits", "PartitionedCall", "in").toBuilder()
            .putAttr("f", AttrValue.newBuilder().setFunc(outer).build())
            .build();
    assertThat(refusals(saved(restore("file"), logits))).hasSize(1);
  }

  @Test
  void theRefusalIsOneSentenceAndTrustLiftsIt() throws IOException {
    SavedModelFile model =
        SavedModelFile.read(
            ModelFolders.write(folder, model(library(graph(node("p", "PyFunc")), WRITES))));
    assertThatThrownBy(() -> SafetyCheck.require(model, Trust.CHECKED))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            folder
                + " is refused, as it could do more than compute: PyFunc (node \"p\") calls Python,"
                + " and 1 more (see them with miles inspect); add --trust if you trust who made it.");
    SafetyCheck.require(model, Trust.TRUSTED);
  }

  private List<Refusal> refusals(MetaGraphDef model) throws IOException {
    return SafetyCheck.refusals(SavedModelFile.read(ModelFolders.write(folder, model)));
  }

  private static MetaGraphDef model(GraphDef graph) {
    return ModelFolders.tagged(graph, "serve");
  }

  private static NodeDef restore(String file) {
    return calling(node("restore", "StatefulPartitionedCall", file), "f", "restoring");
  }

  /** Returns a model with a saver made of functions, and a signature that computes "logits". */
  private static MetaGraphDef saved(NodeDef... more) {
    GraphDef graph =
        graph(
                node("in", "Placeholder"),
                node("file", "Placeholder"),
                calling(node("save", "StatefulPartitionedCall", "file"), "f", "saving"))
            .toBuilder()
            .addAllNode(List.of(more))
            .build();
    FunctionDef saving = function("saving", node("s", "SaveV2", "x", "x", "x"));
    FunctionDef restoring =
        function(
            "restoring", node("copy", "Identity", "x"), node("r", "RestoreV2", "copy:output:0"));
    return model(library(graph, saving, restoring)).toBuilder()
        .setSaverDef(
            SaverDef.newBuilder()
                .setFilenameTensorName("file:0")
                .setSaveTensorName("save:0")
                .setRestoreOpName("restore"))
        .putSignatureDef(
            "serving_default",
            SignatureDef.newBuilder()
                .putOutputs("y", TensorInfo.newBuilder().setName("logits:0").build())
                .build())
        .build();
  }
}
