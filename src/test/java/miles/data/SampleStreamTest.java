package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleStreamTest {

  @TempDir Path folder;
  private LoadedData data;

  @BeforeEach
  void load() throws IOException {
    data = SmallSet.load(SmallSet.write(folder, 24), LoadOptions.inMemory(0));
  }

  @Test
  void streamedRowsHaveTheBitsOfTheDataset() throws IOException {
    // the training manifest itself, its split and label columns ignored; rows alternate by fours
    List<String> ids = new ArrayList<>();
    try (SampleStream stream =
        SampleStream.open(folder.resolve("manifest.csv"), data.preprocessing(), 0)) {
      Batch streamed = stream.batch(5);
      Batch stored = data.test().batch(1);
      while (stream.read(streamed)) {
        for (int i = 0; i < streamed.size(); i++) {
          String id = stream.ids().get(i);
          assertThat(streamed.rows()[i]).isEqualTo(ids.size());
          ids.add(id);
          int row = Integer.parseInt(id.substring(1));
          if (row % 4 == 3) {
            data.test().read(new int[] {row / 4}, 0, 1, stored);
            assertSameValues(streamed, i, stored);
          }
        }
        assertThat(streamed.targets()).containsOnly(0f);
      }
      assertThat(streamed.size()).isZero();
      assertThat(stream.ids()).isEmpty();
    }
    assertThat(ids).hasSize(24).startsWith("r0", "r1").endsWith("r23");
  }

  @Test
  void modalitiesWithoutColumnAreAbsent() throws IOException {
    Path file = Files.writeString(folder.resolve("new.csv"), "text,id\nhello,a\nword0 and,b\n");

    try (SampleStream stream = SampleStream.open(file, data.preprocessing(), 0)) {
      Batch batch = stream.batch(8);
      Arrays.fill(batch.floats(0), 9f);

      assertThat(stream.missing()).containsExactly("image", "audio", "bio");
      assertThat(stream.read(batch)).isTrue();
      assertThat(batch.size()).isEqualTo(2);
      assertThat(Arrays.copyOf(batch.presence(0), 2)).containsOnly(0f);
      assertThat(Arrays.copyOf(batch.presence(2), 2)).containsOnly(1f);
      assertThat(Arrays.copyOf(batch.floats(0), 2 * 35)).containsOnly(0f);
      assertThat(stream.ids()).containsExactly("a", "b");
      assertThat(stream.read(batch)).isFalse();
    }
  }

  @Test
  void problemsOfABatchAreReportedWithTheirLines() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("new.csv"), "id,image\na,img/0.png\nb,img/none.png\n,img/1.png\n");

    try (SampleStream stream = SampleStream.open(file, data.preprocessing(), 0)) {
      Batch batch = stream.batch(1);
      assertThat(stream.read(batch)).isTrue();
      assertThatThrownBy(() -> stream.read(batch))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("new.csv line 3, column \"image\": file img/none.png not found");
    }
  }

  @Test
  void columnsAreCheckedWhenTheStreamIsOpened() throws IOException {
    Path file = Files.writeString(folder.resolve("new.csv"), "text\nx\n");

    assertThatThrownBy(() -> SampleStream.open(file, data.preprocessing(), 0))
        .hasMessage("new.csv: no column \"id\". Columns found: text.");
  }

  private static void assertSameValues(Batch streamed, int sample, Batch stored) {
    for (int m = 0; m < streamed.features().size(); m++) {
      int size = streamed.features().get(m).size();
      assertThat(streamed.presence(m)[sample]).isEqualTo(stored.presence(m)[0]);
      if (streamed.features().get(m).type() == FeatureSpec.Type.FLOAT32) {
        assertThat(Arrays.copyOfRange(streamed.floats(m), sample * size, (sample + 1) * size))
            .isEqualTo(stored.floats(m));
      } else {
        assertThat(Arrays.copyOfRange(streamed.ints(m), sample * size, (sample + 1) * size))
            .isEqualTo(stored.ints(m));
      }
    }
  }
}
