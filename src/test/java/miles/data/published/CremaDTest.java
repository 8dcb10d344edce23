package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miles.data.DataException;
import miles.data.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CremaDTest {

  @TempDir private Path folder;
  private Path source = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void publish() throws IOException {
    source = PublishedFolders.write(PublishedSet.CREMA_D, folder.resolve("published"));
    out = folder.resolve("out");
  }

  private ImportSummary importIt() throws IOException {
    return PublishedSet.CREMA_D.importInto(source, out, (done, total) -> {});
  }

  @Test
  void aClipIsItsSoundItsMiddleFrameAndTheEmotionOfItsName() throws IOException {
    ImportSummary summary = importIt();
    Map<String, Map<String, String>> rows = Rows.of(out);

    assertThat(rows).hasSize(60);
    assertThat(rows.get("1003_DFA_FEA_XX"))
        .containsEntry("label", "fear")
        .containsEntry("image", "images/1003_DFA_FEA_XX.jpg")
        .containsEntry("audio", "audio/1003_DFA_FEA_XX.wav");
    assertThat(out.resolve("images/1003_DFA_FEA_XX.jpg"))
        .hasSameBinaryContentAs(source.resolve("frames/1003_DFA_FEA_XX/002.jpg"));
    assertThat(out.resolve("audio/1003_DFA_FEA_XX.wav"))
        .hasSameBinaryContentAs(source.resolve("AudioWAV/1003_DFA_FEA_XX.wav"));
    assertThat(rows.get("1010_DFA_SAD_XX")).containsEntry("image", "");
    assertThat(rows.get("1002_DFA_ANG_XX"))
        .containsEntry("image", "images/1002_DFA_ANG_XX.jpg")
        .containsEntry("audio", "");
    assertThat(summary.notes())
        .containsExactly(
            "Clips without frames: 1; their image is absent.",
            "Clips without a sample of sound: 1; their audio is absent.");
  }

  @Test
  void anActorIsInOneSplit() throws IOException {
    assertThat(importIt().rows())
        .containsEntry(Split.TRAIN, 42)
        .containsEntry(Split.VALIDATION, 6)
        .containsEntry(Split.TEST, 12);
    Map<String, Long> splits =
        Rows.of(out).values().stream()
            .map(row -> row.get("id").substring(0, 4) + row.get("split"))
            .collect(Collectors.groupingBy(key -> key.substring(0, 4), Collectors.counting()));
    assertThat(splits).hasSize(10);
    assertThat(
            Rows.of(out).values().stream()
                .map(row -> row.get("id").substring(0, 4) + row.get("split"))
                .distinct())
        .hasSize(10);
  }

  @Test
  void theCopyIsALinkThatTakesNoSpaceAndStaysInTheFolder() throws IOException {
    importIt();

    Path copy = out.resolve("audio/1003_DFA_FEA_XX.wav");
    assertThat(Files.isSymbolicLink(copy)).isFalse();
    assertThat(Files.isSameFile(copy, source.resolve("AudioWAV/1003_DFA_FEA_XX.wav"))).isTrue();
  }

  @Test
  void aPointerOfGitLfsIsNamedAsSuch() throws IOException {
    Path sound = source.resolve("AudioWAV/1001_DFA_ANG_XX.wav");
    Files.writeString(sound, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");

    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1001_DFA_ANG_XX.wav is a pointer of git-lfs")
        .hasMessageContaining("git lfs pull");
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void aNameWithoutAnEmotionIsRefused() throws IOException {
    Files.writeString(source.resolve("AudioWAV/1001_DFA_JOY_XX.wav"), "");

    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("1001_DFA_JOY_XX.wav: its name is not actor_sentence_emotion_level");
  }

  @Test
  void framesOfNoClipAreRefused() throws IOException {
    Files.move(source.resolve("frames"), source.resolve("elsewhere"));
    Files.createDirectory(source.resolve("frames"));

    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("frames has no frames of any clip");
  }

  @Test
  void fewerActorsThanSplitsAreRefused() throws IOException {
    try (Stream<Path> sounds = Files.list(source.resolve("AudioWAV"))) {
      for (Path sound : sounds.filter(file -> !nameOf(file).contains("100")).toList()) {
        Files.delete(sound);
      }
    }
    for (int actor = 1003; actor < 1010; actor++) {
      try (Stream<Path> sounds = Files.list(source.resolve("AudioWAV"))) {
        String name = Integer.toString(actor);
        for (Path sound : sounds.filter(file -> nameOf(file).contains(name)).toList()) {
          Files.delete(sound);
        }
      }
    }

    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("clips of 2 actors; a split by actor needs at least 3");
  }

  /** The folder's own name is random and may hold any digits. */
  private static String nameOf(Path file) {
    return file.getFileName().toString();
  }
}
