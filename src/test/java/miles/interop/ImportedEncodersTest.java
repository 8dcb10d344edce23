package miles.interop;

import static miles.interop.HandMade.placeholder;
import static miles.interop.HandMade.typed;
import static miles.interop.ModelFolders.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import miles.config.EncoderConfig.SavedModel;
import miles.config.Normalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a user reads of a SavedModel that cannot be an encoder. */
class ImportedEncodersTest {

  @TempDir private Path folder;

  /** An output that is not there would be the import's complaint. */
  @Test
  void whatTheSafetyCheckRefusesIsSaidBeforeAnyFaultOfTheStructure() throws IOException {
    HandMade.model(
        folder,
        List.of(),
        "y:3",
        placeholder("x", -1, 2),
        typed(node("y", "ReadFile", "x", "nowhere:4")).build());

    assertThatThrownBy(() -> load(Trust.CHECKED))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("could do more than compute: ReadFile (node \"y\")");
    assertThatThrownBy(() -> load(Trust.TRUSTED))
        .isInstanceOf(SavedModelException.class)
        .hasMessageNotContaining("more than compute");
  }

  @ParameterizedTest
  @CsvSource({
    "variables.index, 2, not an sstable",
    "variables.index, 1000000, file is too short",
    "variables.data-00000-of-00001, 2, Read less bytes"
  })
  void fileOfValuesThatIsCutIsNamedWithWhatToDo(String name, int part, String words)
      throws IOException {
    SmallModel.write(folder, 1);
    Path file = folder.resolve("variables").resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / part));

    assertIsNamed(name, words);
  }

  @Test
  void fileOfValuesWhoseBytesAreOthersIsNamedWithWhatToDo() throws IOException {
    SmallModel.write(folder, 1);
    String name = "variables.data-00000-of-00001";
    Path file = folder.resolve("variables").resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[1] ^= 4;
    Files.write(file, bytes);

    assertIsNamed(name, "Checksum does not match");
  }

  @ParameterizedTest
  @CsvSource({
    "mnist-mlp-keras, , a Softmax; a layer before it, such as sequential/dense_2/Relu, usually",
    "keyword-spotting, , a Softmax; a layer before it, such as functional_1/flatten/Reshape, usually",
    "mnist-mlp-keras, dense_2/Relu, ''"
  })
  void classifiersAnswerAsEmbeddingIsWarnedOfWithALayerBeforeIt(
      String fixture, String output, String part) {
    SavedModelFile model = SavedModelFile.read(Fixtures.folder(fixture));
    EncoderSelection selection =
        new EncoderSelection("serving_default", Optional.empty(), Optional.ofNullable(output));
    EncoderGraph encoder = EncoderImport.read(model, selection);

    String warning =
        DefaultOutput.warning("image", model, selection.signature(), encoder).orElse("");
    if (part.isEmpty()) {
      assertThat(warning).isEmpty();
    } else {
      assertThat(warning)
          .startsWith("the embedding of modality image is the output of " + part)
          .endsWith("(./miles inspect " + model.folder() + ")");
    }
  }

  private void assertIsNamed(String file, String words) {
    assertThatThrownBy(() -> load(Trust.CHECKED))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith(
            "variables/" + file.replaceAll("data-.*", "data-…") + " of " + folder)
        .hasMessageContaining(" is damaged or cut (")
        .hasMessageContaining(words)
        .hasMessageEndingWith("): copy the folder again.");
  }

  private ImportedEncoder load(Trust trust) {
    SavedModel config =
        new SavedModel(
            folder,
            "serving_default",
            Optional.empty(),
            Optional.empty(),
            false,
            SavedModel.Channels.LAST,
            SavedModel.Start.PRETRAINED,
            Normalization.NONE);
    return ImportedEncoders.load("image", config, trust);
  }
}
