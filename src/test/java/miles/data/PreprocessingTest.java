package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import miles.config.TaskConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreprocessingTest {

  @TempDir Path folder;

  @Test
  void fileHoldsEverything() throws IOException {
    LoadedData data =
        SmallSet.load(SmallSet.write(folder.resolve("set"), 24), LoadOptions.inMemory(0));
    Path file = folder.resolve("preprocessing.json");

    data.preprocessing().write(file);

    assertThat(Preprocessing.read(file)).isEqualTo(data.preprocessing());
    assertThat(data.preprocessing().features())
        .extracting(FeatureSpec::modality)
        .containsExactly("image", "audio", "text", "bio");
    assertThat(data.preprocessing().outputs()).isEqualTo(2);
  }

  @Test
  void awkwardNumbersAndNamesSurvive() throws IOException {
    Preprocessing preprocessing =
        new Preprocessing(
            TaskConfig.Kind.MULTI_LABEL,
            "tags",
            List.of("é\"\\", "b"),
            List.of(
                new TabularPreprocessor(
                    "bio",
                    List.of("bio.x", "y, z"),
                    List.of(0.1f, -3.4028235e38f),
                    List.of(Float.MIN_VALUE, 1e-7f))));
    Path file = folder.resolve("p.json");

    preprocessing.write(file);

    assertThat(Preprocessing.read(file)).isEqualTo(preprocessing);
  }

  @Test
  void statisticsComeFromTheTrainingSplitAlone() throws IOException {
    Path manifest = SmallSet.write(folder.resolve("set"), 24);
    Preprocessing before = SmallSet.load(manifest, LoadOptions.inMemory(0)).preprocessing();
    String changed =
        Files.readString(manifest)
            .replaceAll("(r\\d+,(?:validation|test),.*,)[^,]+,[^,]*\n", "$1999,-999\n");
    Files.writeString(manifest, changed);
    Files.write(
        folder.resolve("set/snd/2.wav"), TestFiles.wav16(8000, TestFiles.sine(3000, 1, 8000, 800)));

    assertThat(changed).contains("999,-999");
    assertThat(SmallSet.load(manifest, LoadOptions.inMemory(0)).preprocessing()).isEqualTo(before);
  }

  @Test
  void damagedFilesAreRefusedInOneSentence() throws IOException {
    Path cut = Files.writeString(folder.resolve("cut.json"), "{\"task\": \"CLASSIFICATION\", ");
    Path other = Files.writeString(folder.resolve("other.json"), "{\"task\": \"CLASSIFICATION\"}");

    assertThatThrownBy(() -> Preprocessing.read(cut))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(cut + " is damaged: ");
    assertThatThrownBy(() -> Preprocessing.read(other))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(other + " is damaged: ");
    assertThatThrownBy(() -> Preprocessing.read(folder.resolve("none.json")))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(folder.resolve("none.json") + " is missing");
  }
}
