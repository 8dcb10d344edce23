package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import miles.config.DataConfig;
import miles.config.ModalityConfig;
import miles.config.Score;
import miles.config.TaskConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {

  @TempDir Path folder;

  @Test
  void storedPreprocessingGivesTheSameBitsAsTraining() throws IOException {
    Path manifest = SmallSet.write(folder, 24);
    LoadedData data = SmallSet.load(manifest, LoadOptions.inMemory(0));

    Dataset test =
        Dataset.load(manifest, data.preprocessing(), Split.TEST, LoadOptions.inMemory(0));

    assertThat(SmallSet.bits(test)).isEqualTo(SmallSet.bits(data.test()));
    Dataset cached =
        Dataset.load(
            manifest,
            data.preprocessing(),
            Split.VALIDATION,
            LoadOptions.cached(folder.resolve("cache"), 0));
    assertThat(SmallSet.bits(cached)).isEqualTo(SmallSet.bits(data.validation()));
  }

  @Test
  void manifestWithoutSplitsCountsAsAWhole() throws IOException {
    Preprocessing preprocessing =
        SmallSet.load(SmallSet.write(folder, 24), LoadOptions.inMemory(0)).preprocessing();
    Path file = Files.writeString(folder.resolve("new.csv"), "id,label,text\na,dog,x\nb,cat,y\n");

    Dataset set = Dataset.load(file, preprocessing, Split.TEST, LoadOptions.inMemory(0));

    assertThat(set.size()).isEqualTo(2);
    float[] target = new float[2];
    set.target(0, target, 0);
    assertThat(target).containsExactly(0, 1);
    assertThat(set.has(0, 0)).isFalse();
    assertThat(set.has(0, 2)).isTrue();
  }

  @Test
  void splitWithoutRowsAndUnknownClassesAreRefused() throws IOException {
    Preprocessing preprocessing =
        SmallSet.load(SmallSet.write(folder, 24), LoadOptions.inMemory(0)).preprocessing();
    Path none =
        Files.writeString(folder.resolve("none.csv"), "id,split,label,text\na,train,dog,x\n");
    Path bird = Files.writeString(folder.resolve("bird.csv"), "id,label,text\na,bird,x\n");

    assertThatThrownBy(() -> Dataset.load(none, preprocessing, Split.TEST, LoadOptions.inMemory(0)))
        .hasMessageContaining("has no row of split test");
    assertThatThrownBy(() -> Dataset.load(bird, preprocessing, Split.TEST, LoadOptions.inMemory(0)))
        .hasMessage(
            "bird.csv line 2, column \"label\": class name \"bird\" is not among the classes cat, dog.");
  }

  @Test
  void multiLabelTargetsAreMultiHot() throws IOException {
    LoadedData data =
        load(
            "id,split,label,text\na,train,y|x,t\nb,train,z,t\nc,validation,,t\n",
            new TaskConfig(TaskConfig.Kind.MULTI_LABEL, List.of(), Score.ACCURACY));

    Batch batch = data.train().batch(2);
    data.train().read(new int[] {0, 1}, 0, 2, batch);
    assertThat(data.preprocessing().classes()).containsExactly("x", "y", "z");
    assertThat(batch.targets()).containsExactly(1, 1, 0, 0, 0, 1);
    data.validation().read(new int[] {0}, 0, 1, batch);
    assertThat(batch.targets()).startsWith(0, 0, 0);
  }

  @Test
  void regressionTargetsStayRaw() throws IOException {
    LoadedData data =
        load(
            "id,split,label,text\na,train,-12.5,t\nb,train,1e3,t\nc,validation,7,t\n",
            new TaskConfig(TaskConfig.Kind.REGRESSION, List.of(), Score.R2));

    Batch batch = data.train().batch(2);
    data.train().read(new int[] {1, 0}, 0, 2, batch);
    assertThat(data.train().outputs()).isEqualTo(1);
    assertThat(batch.targets()).containsExactly(1000, -12.5f);
  }

  @Test
  void classesOfTheRunFileKeepTheirOrder() throws IOException {
    LoadedData data =
        load(
            "id,split,label,text\na,train,x,t\nb,train,y,t\nc,validation,x,t\n",
            new TaskConfig(TaskConfig.Kind.CLASSIFICATION, List.of("z", "y", "x"), Score.ACCURACY));

    assertThat(data.preprocessing().classes()).containsExactly("z", "y", "x");
    float[] target = new float[3];
    data.train().target(0, target, 0);
    assertThat(target).containsExactly(0, 0, 1);
  }

  @Test
  void foreignBatchesAndRowsAreRefused() throws IOException {
    LoadedData data =
        load("id,split,label,text\na,train,x,t\nb,train,y,t\nc,validation,x,t\n", SmallSet.TASK);
    Batch foreign =
        new Batch(List.of(new FeatureSpec("q", FeatureSpec.Type.FLOAT32, List.of(1), 0)), 2, 2);
    Batch batch = data.train().batch(2);

    assertThatThrownBy(() -> data.train().read(new int[] {0}, 0, 1, foreign))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> data.train().read(new int[] {2}, 0, 1, batch))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> data.train().read(new int[] {0, 1, 0}, 0, 3, batch))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private LoadedData load(String csv, TaskConfig task) throws IOException {
    Path manifest = Files.writeString(folder.resolve("manifest.csv"), csv);
    Map<String, ModalityConfig> text =
        Map.of("text", TestFiles.text(ModalityConfig.Text.Tokens.WORDS, 2));
    return LoadedData.load(
        new DataConfig(manifest, "label", false), task, text, LoadOptions.inMemory(0));
  }
}
