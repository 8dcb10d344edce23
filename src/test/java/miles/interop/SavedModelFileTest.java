package miles.interop;

import static miles.interop.ModelFolders.function;
import static miles.interop.ModelFolders.graph;
import static miles.interop.ModelFolders.library;
import static miles.interop.ModelFolders.node;
import static miles.interop.ModelFolders.tagged;
import static miles.interop.ModelFolders.variables;
import static miles.interop.ModelFolders.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.GraphDef;

class SavedModelFileTest {

  private static final GraphDef CONSTANT = graph(node("c", "Const"));
  private static final GraphDef VARIABLE = graph(node("w", "VarHandleOp"));

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "half-plus-two-tf2,2.14.0,6",
    "keyword-spotting,2.3.2,1",
    "mnist-cnn-tf1,1.9.0,1",
    "mnist-mlp-keras,2.6.0,1",
    "tfjava-python/model,2.4.1,5"
  })
  void readsWhatPythonWrote(String name, String version, int signatures) {
    SavedModelFile model = SavedModelFile.read(Fixtures.folder(name));
    assertThat(model.tensorFlowVersion()).isEqualTo(version);
    assertThat(model.tags()).containsExactly("serve");
    assertThat(model.signatures().keySet())
        .filteredOn(key -> !key.startsWith("__"))
        .hasSize(signatures);
    assertThat(model.hasVariables()).isTrue();
    assertThat(model.checkpointPrefix().resolveSibling("variables.index")).isNotEmptyFile();
  }

  @Test
  void choosesTheGraphByAllItsTags() throws IOException {
    write(
        folder,
        tagged(VARIABLE, "train"),
        tagged(CONSTANT, "serve"),
        tagged(CONSTANT, "tpu", "serve"));
    assertThat(SavedModelFile.read(folder).graph()).isEqualTo(CONSTANT);
    SavedModelFile tpu = SavedModelFile.read(folder, Set.of("serve", "tpu"));
    assertThat(tpu.tags()).containsExactly("serve", "tpu");
    assertThat(tpu.tagSets())
        .containsExactly(Set.of("train"), Set.of("serve"), Set.of("serve", "tpu"));
    refuses(
        "no graph tagged \"gpu\"; its graphs are tagged \"train\" and \"serve\" and \"serve,tpu\"",
        "gpu");
  }

  @Test
  void garbageIsRefused() throws IOException {
    byte[] garbage = new byte[4096];
    new Random(1).nextBytes(garbage);
    Files.write(folder.resolve("saved_model.pb"), garbage);
    refuses("saved_model.pb is damaged or no SavedModel");
    Files.write(folder.resolve("saved_model.pb"), new byte[0]);
    refuses("saved_model.pb holds no graph");
  }

  @Test
  void anyTruncationIsRefused() throws IOException {
    write(folder, tagged(CONSTANT, "serve"));
    Path file = folder.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      refuses("saved_model.pb ");
    }
  }

  @Test
  void aFileLargerThanTheBoundIsRefusedUnread() throws IOException {
    Path file = folder.resolve("saved_model.pb");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(SavedModelFile.MAX_BYTES + 1);
    }
    refuses("at most " + SavedModelFile.MAX_BYTES + " are read");
  }

  @Test
  void whatIsNoSavedModelFolderIsNamed() throws IOException {
    refuses("holds no saved_model.pb; name a folder that was written by");
    Files.writeString(folder.resolve("saved_model.pbtxt"), "saved_model_schema_version: 1");
    refuses("saved_model.pbtxt is the text form");
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> SavedModelFile.read(absent))
        .hasMessageStartingWith("There is no folder");
    Path file = write(folder, tagged(CONSTANT, "serve")).resolve("saved_model.pb");
    assertThatThrownBy(() -> SavedModelFile.read(file))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("is a file")
        .hasMessageEndingWith("name the folder that holds it.");
  }

  @Test
  void aGraphInChunksIsRefusedEvenBesideOneThatCouldBeRead() throws IOException {
    write(folder, tagged(CONSTANT, "serve"));
    Files.write(folder.resolve("saved_model.cpb"), new byte[] {1});
    refuses("holds a saved_model.cpb");
  }

  @Test
  void aFolderOfVersionsSuggestsTheLatest() throws IOException {
    write(folder.resolve("9"), tagged(CONSTANT, "serve"));
    write(folder.resolve("10"), tagged(CONSTANT, "serve"));
    Files.createDirectories(folder.resolve("11"));
    refuses("a folder of versions: name one of them, such as " + folder.resolve("10"));
  }

  @Test
  void aGraphWithVariablesNeedsEveryFileOfTheirValues() throws IOException {
    write(folder, tagged(VARIABLE, "serve"));
    refuses("variables/variables.index with their values is missing");
    variables(folder, "variables.index");
    refuses("variables/variables.data-00000-of-00001 with their values is missing");
    variables(folder, "variables.data-00001-of-00002");
    refuses("variables/variables.data-00000-of-00002 with their values is missing");
    variables(folder, "variables.data-00000-of-00002");
    assertThat(SavedModelFile.read(folder).hasVariables()).isTrue();
    variables(folder, "variables.data-00000-of-00001");
    refuses("two savings (shards of 1 and of 2)");
  }

  @Test
  void aVariableInAFunctionCountsAsOne() throws IOException {
    write(folder, tagged(library(graph(), function("f", node("w", "VarHandleOp"))), "serve"));
    refuses("variables/variables.index with their values is missing");
  }

  @Test
  void twoFunctionsOfOneNameAreRefused() throws IOException {
    write(folder, tagged(library(graph(), function("f"), function("f")), "serve"));
    refuses("two functions named \"f\"");
  }

  private void refuses(String message, String... tags) {
    Set<String> chosen = tags.length == 0 ? Set.of(SavedModelFile.SERVE) : Set.of(tags);
    assertThatThrownBy(() -> SavedModelFile.read(folder, chosen))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining(message);
  }
}
