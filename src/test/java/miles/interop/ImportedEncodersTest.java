package miles.interop;

import static miles.interop.HandMade.placeholder;
import static miles.interop.HandMade.typed;
import static miles.interop.ModelFolders.node;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import miles.config.EncoderConfig.SavedModel;
import miles.config.Normalization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    return ImportedEncoders.load(config, trust);
  }
}
