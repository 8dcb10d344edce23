package miles.data.published;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import miles.config.RunFile;
import miles.data.DataException;
import miles.data.Split;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MmImdbTest {

  @TempDir private Path folder;
  private Path source = Path.of("");
  private Path out = Path.of("");

  @BeforeEach
  void publish() throws IOException {
    source = PublishedFolders.write(PublishedSet.MM_IMDB, folder.resolve("published"));
    out = folder.resolve("out");
  }

  private ImportSummary importIt() throws IOException {
    return PublishedSet.MM_IMDB.importInto(source, out, (done, total) -> {});
  }

  @Test
  void aFilmIsItsPosterItsLongestPlotAndItsGenres() throws IOException {
    importIt();
    Map<String, Map<String, String>> rows = Rows.of(out);

    assertThat(rows).hasSize(39);
    assertThat(rows.get("0000010"))
        .containsEntry("label", "Film-Noir|History")
        .containsEntry("image", "images/0000010.jpeg")
        .containsEntry("text", "A longer, \"é\" plot 10.");
    assertThat(out.resolve("images/0000010.jpeg"))
        .hasSameBinaryContentAs(source.resolve("dataset/0000010.jpeg"));
  }

  @Test
  void whatAFilmLacksIsAbsentAndIsCounted() throws IOException {
    ImportSummary summary = importIt();
    Map<String, Map<String, String>> rows = Rows.of(out);

    assertThat(rows.get("0000000")).containsEntry("image", "");
    assertThat(rows.get("0000001")).containsEntry("text", "");
    assertThat(rows).doesNotContainKey("0000002");
    assertThat(summary.notes())
        .containsExactly(
            "Films without a poster: 1; their image is absent.",
            "Films without a plot: 1; their text is absent.",
            "Films with neither: 1; left out.",
            "Labels dropped: 40; of genres that are not among the benchmark's 23: Talk-Show.");
  }

  @Test
  void aFilmOfOtherGenresAloneHasNoLabel() throws IOException {
    Files.writeString(
        source.resolve("dataset/0000007.json"),
        "{\"genres\": [\"News 100%\", \"Adult\"], \"plot\": [\"A plot.\"]}");

    assertThat(importIt().notes())
        .contains(
            "Labels dropped: 41; of genres that are not among the benchmark's 23: Adult, News 100%, Talk-Show.",
            "Films without a genre that is left: 1; their label is empty.");
    assertThat(Rows.of(out).get("0000007")).containsEntry("label", "");
  }

  @Test
  void theSplitIsThePublishers() throws IOException {
    assertThat(importIt().rows())
        .containsEntry(Split.TRAIN, 27)
        .containsEntry(Split.VALIDATION, 6)
        .containsEntry(Split.TEST, 6);
    assertThat(Rows.of(out).get("0000039")).containsEntry("split", "test");
    assertThat(Rows.of(out).get("0000030")).containsEntry("split", "validation");
  }

  @Test
  void theRunFileNamesTheGenresThatAreKept() {
    assertThat(RunFile.read(Path.of(PublishedSet.MM_IMDB.runFile()), List.of()).task().classes())
        .containsExactlyElementsOf(new TreeSet<>(MmImdb.GENRES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "split.json; {\"train\": []}; has no list of texts \"dev\"",
        "split.json; {\"train\": [1]}; has no list of texts \"train\"",
        "split.json; {\"train\": [\"../x\"]}; \"../x\" is no film's id",
        "split.json; {\"train\": [\"1\", \"1\"]}; film 1 is listed twice",
        "split.json; {\"train\": [\"99\"], \"dev\": [], \"test\": []}; no 99.json in",
        "dataset/0000007.json; {\"plot\": []}; 0000007.json has no list of texts \"genres\"",
        "dataset/0000007.json; {\"plot\": ; 0000007.json is damaged: it is no JSON from line 1"
      })
  void anotherContentIsRefused(String file, String content, String message) throws IOException {
    Files.writeString(source.resolve(file), content);

    assertThatThrownBy(this::importIt)
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
    assertThat(folder).isDirectoryNotContaining("glob:**{out,.partial}");
  }
}
