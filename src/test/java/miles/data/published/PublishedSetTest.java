package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import miles.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of every set; the layouts are in the tests of the loaders. */
class PublishedSetTest {

  @TempDir private Path folder;

  private ImportSummary importInto(PublishedSet set, String out) throws IOException {
    return set.importInto(folder.resolve("published"), folder.resolve(out), (done, total) -> {});
  }

  @ParameterizedTest
  @EnumSource
  void theSameFolderGivesTheSameManifestAndProgressReachesItsEnd(PublishedSet set)
      throws IOException {
    Path source = PublishedFolders.write(set, folder.resolve("published"));
    int[] last = new int[2];
    set.importInto(
        source,
        folder.resolve("new/parent/one"),
        (done, total) -> {
          last[0] = done;
          last[1] = total;
        });
    ImportSummary summary = importInto(set, "two");

    assertThat(folder.resolve("new/parent/one/manifest.csv"))
        .hasSameBinaryContentAs(folder.resolve("two/manifest.csv"));
    int rows = summary.rows().values().stream().mapToInt(Integer::intValue).sum();
    assertThat(last[0]).isEqualTo(rows);
    assertThat(last[1]).isBetween(rows, rows + 1);
    assertThat(summary.rows()).hasSize(3);
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  @ParameterizedTest
  @EnumSource
  void whatExistsIsNotWrittenOver(PublishedSet set) throws IOException {
    PublishedFolders.write(set, folder.resolve("published"));
    Files.createDirectory(folder.resolve("out"));

    assertThatThrownBy(() -> importInto(set, "out"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("out exists already, and nothing is written over");
    assertThat(folder.resolve("out")).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource
  void anotherFolderIsRefusedAndNothingIsLeftBehind(PublishedSet set) throws IOException {
    assertThatThrownBy(() -> importInto(set, "out"))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no folder at ")
        .hasMessageContaining("docs/datasets.md");
    Files.createDirectory(folder.resolve("published"));

    assertThatThrownBy(() -> importInto(set, "out"))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("(?s)no .* in .*docs/datasets.md shows it\\.");
    assertThat(folder).isDirectoryNotContaining("glob:**{out,.partial}");
  }

  @Test
  void namesAreThoseOfTheRunFilesAndHyphensAndCaseDoNotCount() {
    assertThat(PublishedSet.words()).containsExactly("s-mnist", "crema-d", "luma", "mm-imdb");
    assertThat(PublishedSet.of("smnist")).contains(PublishedSet.S_MNIST);
    assertThat(PublishedSet.of("MM-IMDb")).contains(PublishedSet.MM_IMDB);
    assertThat(PublishedSet.of("mnist")).isEmpty();
    for (PublishedSet set : PublishedSet.values()) {
      assertThat(Path.of(set.runFile())).isRegularFile();
    }
  }
}
