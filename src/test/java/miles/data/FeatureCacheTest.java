package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import miles.config.DataConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureCacheTest {

  @TempDir Path folder;
  private Path manifest;
  private Path cache;
  private final List<Integer> decoded = new ArrayList<>();

  @BeforeEach
  void writeData() throws IOException {
    manifest = SmallSet.write(folder.resolve("set"), 24);
    cache = folder.resolve("cache");
  }

  @Test
  void coldWarmAndUncachedDataHaveTheSameBits() throws IOException {
    List<Object> uncached = SmallSet.bits(SmallSet.load(manifest, LoadOptions.inMemory(0)));

    List<Object> cold = SmallSet.bits(load());
    assertThat(decoded).isNotEmpty();
    decoded.clear();
    List<Object> warm = SmallSet.bits(load());

    assertThat(decoded).as("a warm cache decodes nothing").isEmpty();
    assertThat(cold).isEqualTo(uncached);
    assertThat(warm).isEqualTo(uncached);
    assertThat(files()).hasSize(1);
  }

  @Test
  void progressEndsAtTheTotal() {
    List<String> told = new ArrayList<>();

    SmallSet.load(
        manifest,
        new LoadOptions(
            Optional.of(cache),
            0,
            (done, total) -> told.add(done + "/" + total),
            BadRows.refuse()));

    // 24 rows, and 11 of the 12 training rows have the sound that statistics are fitted on
    assertThat(told).last().isEqualTo("34/34");
  }

  @Test
  void damageAnywhereIsFoundAndMended() throws IOException {
    List<Object> good = SmallSet.bits(load());
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    int[] places = {0, 9, 100, 5000, bytes.length / 2, bytes.length - 20, bytes.length - 1};
    for (int place : places) {
      byte[] damaged = bytes.clone();
      damaged[place] ^= 4;
      Files.write(file, damaged);
      decoded.clear();

      assertThat(SmallSet.bits(load())).as("byte %d", place).isEqualTo(good);
      assertThat(decoded).as("byte %d", place).isNotEmpty();
      assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }
  }

  @Test
  void halfWrittenFilesAreFoundAndMended() throws IOException {
    List<Object> good = SmallSet.bits(load());
    Path file = files().get(0);
    byte[] bytes = Files.readAllBytes(file);
    for (int length : new int[] {0, 5, 4096, bytes.length - 1}) {
      Files.write(file, Arrays.copyOf(bytes, length));

      assertThat(SmallSet.bits(load())).as("%d bytes", length).isEqualTo(good);
      assertThat(Files.size(file)).isEqualTo(bytes.length);
    }
    Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
    assertThat(SmallSet.bits(load())).isEqualTo(good);
  }

  @Test
  void changedContentIsDecodedAnewThoughSizeAndTimeAreTheSame() throws IOException {
    List<Object> before = SmallSet.bits(load());
    Path sound = folder.resolve("set/snd/0.wav");
    FileTime time = Files.getLastModifiedTime(sound);
    byte[] bytes = Files.readAllBytes(sound);
    bytes[100] ^= 64;
    Files.write(sound, bytes);
    Files.setLastModifiedTime(sound, time);

    assertThat(SmallSet.bits(load())).isNotEqualTo(before);
    assertThat(files()).hasSize(2);
  }

  @Test
  void movedDataAreFoundInTheCache() throws IOException {
    List<Object> before = SmallSet.bits(load());
    decoded.clear();
    Path moved = Files.move(folder.resolve("set"), folder.resolve("moved"));

    manifest = moved.resolve("manifest.csv");
    assertThat(SmallSet.bits(load())).isEqualTo(before);
    assertThat(decoded).isEmpty();
  }

  @Test
  void brokenDataLeaveNoFile() throws IOException {
    Files.writeString(folder.resolve("set/img/0.png"), "no picture");
    Files.writeString(folder.resolve("set/snd/1.wav"), "no sound");

    assertThatThrownBy(this::load)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "manifest.csv line 2, column \"image\": cannot read "
                + folder.resolve("set/img/0.png")
                + ": it is neither PNG nor JPEG.")
        .hasMessageContaining(
            "manifest.csv line 3, column \"audio\": cannot read "
                + folder.resolve("set/snd/1.wav")
                + ": it does not start with RIFF … WAVE.");
    assertThat(files()).isEmpty();
  }

  @Test
  void onlyAbandonedTemporaryFilesAreDeleted() throws IOException {
    Files.createDirectories(cache);
    Path old = Files.createFile(cache.resolve("1.features.tmp"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    Path fresh = Files.createFile(cache.resolve("2.features.tmp"));
    String mine = ProcessHandle.current().pid() + "-1.features.tmp";
    Path written = Files.createFile(cache.resolve(mine));
    Files.setLastModifiedTime(written, FileTime.from(Instant.EPOCH));

    load();

    assertThat(old).doesNotExist();
    assertThat(fresh).exists();
    assertThat(written).as("a process that lives, after the clock jumped").exists();
  }

  @Test
  void openDataOutliveTheirFile() throws IOException {
    LoadedData data = load();
    List<Object> before = SmallSet.bits(data);

    Files.delete(files().get(0));

    assertThat(SmallSet.bits(data)).isEqualTo(before);
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws IOException {
    cache = Files.createFile(folder.resolve("file")).resolve("cache");

    assertThatThrownBy(this::load)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("cannot write the data cache in " + cache)
        .hasMessageEndingWith("set data.cache: false.");
  }

  @Test
  void runFileDecidesWhetherTheCacheIsUsed() {
    LoadedData.load(
        new DataConfig(manifest, "label", false),
        SmallSet.TASK,
        SmallSet.modalities(),
        LoadOptions.cached(cache, 0));

    assertThat(cache).doesNotExist();
  }

  private LoadedData load() {
    return SmallSet.load(
        manifest,
        new LoadOptions(
            Optional.of(cache), 0, (done, total) -> decoded.add(done), BadRows.refuse()));
  }

  private List<Path> files() throws IOException {
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(cache)) {
      return files.toList();
    }
  }
}
