package miles.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds {@code docs/run-file.md} to the code. After a change of a record or of its Javadoc: {@code
 * mvn test -Dtest=RunFileReferenceTest -Dgolden.update=true}.
 */
class RunFileReferenceTest {

  private static final Path PAGE = Path.of("docs/run-file.md");
  private static final String BEGIN = "<!-- The rest of this page is written by a test";

  @Test
  void pageListsExactlyTheKeysThatTheReaderTakes() throws IOException {
    String page = Files.readString(PAGE);
    int begin = page.indexOf('\n', page.indexOf(BEGIN)) + 1;

    Golden.assertMatches(PAGE, page.substring(0, begin) + "\n" + RunFileReference.write());
  }

  @Test
  void everyKeyOfEveryRecordHasARow() throws IOException {
    String page = Files.readString(PAGE);

    for (Class<?> type : Records.all()) {
      for (Key key : Key.of(type)) {
        assertThat(page).contains("| `" + key.name() + "` |");
      }
    }
  }

  @Test
  void linksInsideThePageLeadSomewhere() throws IOException {
    String page = Files.readString(PAGE);
    List<String> headings =
        page.lines()
            .filter(line -> line.startsWith("#"))
            .map(line -> RunFileReference.anchor(line.replaceFirst("^#+ ", "")))
            .toList();
    Matcher link = Pattern.compile("\\(#([^)]*)\\)").matcher(page);

    assertThat(link.results().map(result -> result.group(1)).toList())
        .isNotEmpty()
        .isSubsetOf(headings);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesCanBeRead(String example) {
    assertThat(RunFiles.parse(example).modalities()).hasSizeGreaterThanOrEqualTo(2);
  }

  static Stream<String> examples() throws IOException {
    return Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
        .matcher(Files.readString(PAGE))
        .results()
        .map(result -> result.group(1));
  }
}
