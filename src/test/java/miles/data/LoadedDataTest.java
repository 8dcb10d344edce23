package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import miles.config.DataConfig;
import miles.config.ModalityConfig;
import miles.config.Score;
import miles.config.TaskConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedDataTest {

  private static final TaskConfig CLASSES =
      new TaskConfig(TaskConfig.Kind.CLASSIFICATION, List.of(), Score.ACCURACY);

  @TempDir Path folder;

  @Test
  void everyModalityOfEverySplitIsDecoded() throws IOException {
    TestFiles.greyPng(folder.resolve("a.png"), new int[][] {{0, 255}, {51, 102}});
    TestFiles.greyPng(folder.resolve("b.png"), new int[][] {{255, 255}, {0, 0}});
    Files.write(
        folder.resolve("a.wav"), TestFiles.wav16(8000, TestFiles.sine(1000, 0.5, 8000, 800)));
    write(
        """
        id,split,label,image,audio,text,bio.age,bio.flat
        r1,train,cat,a.png,a.wav,Hello World,10,3
        r2,train,dog,b.png,,hello,30,3
        r3,validation,dog,,a.wav,,,
        r4,test,cat,a.png,,,20,
        """);

    LoadedData data = load();

    assertThat(data.preprocessing().classes()).containsExactly("cat", "dog");
    assertThat(data.train().size()).isEqualTo(2);
    assertThat(data.validation().size()).isEqualTo(1);
    assertThat(data.test().size()).isEqualTo(1);
    Batch batch = data.train().batch(2);
    data.train().read(new int[] {1, 0}, 0, 2, batch);
    assertThat(batch.rows()).containsExactly(1, 0);
    assertThat(batch.targets()).containsExactly(0, 1, 1, 0);
    assertThat(batch.floats(0))
        .containsExactly(1, 1, 0, 0, 0, 1, 51 * (1f / 255), 102 * (1f / 255));
    assertThat(batch.presence(1)).containsExactly(0, 1);
    assertThat(batch.ints(2)).hasSize(6).satisfies(ids -> assertThat(ids[0]).isEqualTo(ids[3]));
    assertThat(batch.ints(2)[1]).isZero();
    assertThat(batch.floats(3)).containsExactly(1, 0, -1, 0);

    data.validation().read(new int[] {0}, 0, 1, batch);
    assertThat(batch.size()).isEqualTo(1);
    assertThat(IntStream.range(0, 4).mapToDouble(m -> batch.presence(m)[0]))
        .containsExactly(0.0, 1.0, 0.0, 0.0);
    data.test().read(new int[] {0}, 0, 1, batch);
    assertThat(batch.floats(3)[0]).isZero();
    assertThat(batch.floats(3)[1]).as("a missing number counts as the mean").isZero();
  }

  @Test
  void spectrogramsOfTheTrainingSplitHaveMeanZeroAndDeviationOne() throws IOException {
    StringBuilder rows = new StringBuilder("id,split,label,audio,text\n");
    for (int i = 0; i < 6; i++) {
      Files.write(
          folder.resolve(i + ".wav"),
          TestFiles.wav16(8000, TestFiles.sine(300 + 500 * i, 0.1 + 0.1 * i, 8000, 900)));
      rows.append("r%d,%s,c%d,%d.wav,x%n".formatted(i, i < 5 ? "train" : "validation", i % 2, i));
    }
    write(rows.toString());
    Map<String, ModalityConfig> modalities = new LinkedHashMap<>();
    modalities.put("audio", TestFiles.audio());
    modalities.put("text", TestFiles.text(ModalityConfig.Text.Tokens.WORDS, 3));

    LoadedData data = load(modalities);

    Batch batch = data.train().batch(5);
    data.train().read(new int[] {0, 1, 2, 3, 4}, 0, 5, batch);
    for (int band = 0; band < 16; band++) {
      double sum = 0;
      double squares = 0;
      for (int frame = 0; frame < 35; frame++) {
        float value = batch.floats(0)[frame * 16 + band];
        sum += value;
        squares += value * value;
      }
      assertThat(sum / 35).isCloseTo(0, within(1e-5));
      assertThat(squares / 35).isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void valuesForAnEncoderTrainedElsewhereAreNotStandardised() throws IOException {
    Path manifest = SmallSet.write(folder.resolve("set"), 24);
    Map<String, ModalityConfig> modalities = SmallSet.modalities();
    modalities.put("audio", TestFiles.mfcc(3));

    LoadedData data =
        LoadedData.load(
            new DataConfig(manifest, "label", false), CLASSES, modalities, LoadOptions.inMemory(0));

    assertThat(data.preprocessing().features().get(1).shape()).containsExactly(7, 3);
    assertThat(data.preprocessing().modalities().get(1))
        .isEqualTo(AudioPreprocessor.unfitted("audio", TestFiles.mfcc(3)));
  }

  @Test
  void spokenAndWrittenDigitsLoad() {
    Path manifest = Path.of("../shared/data/smnist/manifest.csv");
    assumeTrue(Files.exists(manifest), "SKIPPED: ../shared/data/smnist is not here");
    Map<String, ModalityConfig> modalities = new LinkedHashMap<>();
    modalities.put("image", TestFiles.image(28, 28, 1));
    modalities.put(
        "audio",
        new ModalityConfig.Audio("audio", 8000, 1, 256, 128, 40, 20, 4000, TestFiles.ENCODER));

    LoadedData data =
        LoadedData.load(
            new DataConfig(manifest, "label", false), CLASSES, modalities, LoadOptions.inMemory(0));

    assertThat(data.train().size()).isEqualTo(2400);
    assertThat(data.validation().size()).isEqualTo(300);
    assertThat(data.test().size()).isEqualTo(300);
    assertThat(data.preprocessing().classes())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void emojiLoad() {
    Path manifest = Path.of("../shared/data/emoji/manifest.csv");
    assumeTrue(Files.exists(manifest), "SKIPPED: ../shared/data/emoji is not here");
    Map<String, ModalityConfig> modalities = new LinkedHashMap<>();
    modalities.put("image", TestFiles.image(32, 32, 3));
    modalities.put("text", TestFiles.text(ModalityConfig.Text.Tokens.TRIGRAMS, 24));

    LoadedData data =
        LoadedData.load(
            new DataConfig(manifest, "label", false), CLASSES, modalities, LoadOptions.inMemory(0));

    assertThat(data.train().size()).isEqualTo(1116);
    assertThat(data.preprocessing().classes()).hasSize(8);
    Batch batch = data.test().batch(244);
    data.test().read(IntStream.range(0, 244).toArray(), 0, 244, batch);
    assertThat(batch.presence(1)).containsOnly(1);
    for (int i = 0; i < 244; i++) {
      assertThat(batch.ints(1)[24 * i]).isPositive();
    }
    for (float pixel : batch.floats(0)) {
      assertThat(pixel).isBetween(0f, 1f);
    }
  }

  private LoadedData load() {
    Map<String, ModalityConfig> modalities = new LinkedHashMap<>();
    modalities.put("image", TestFiles.image(2, 2, 1));
    modalities.put("audio", TestFiles.audio());
    modalities.put("text", TestFiles.text(ModalityConfig.Text.Tokens.WORDS, 3));
    modalities.put("bio", TestFiles.tabular());
    return load(modalities);
  }

  private LoadedData load(Map<String, ModalityConfig> modalities) {
    return LoadedData.load(
        new DataConfig(folder.resolve("manifest.csv"), "label", false),
        CLASSES,
        modalities,
        LoadOptions.inMemory(0));
  }

  private void write(String manifest) throws IOException {
    Files.writeString(folder.resolve("manifest.csv"), manifest);
  }
}
