package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import miles.config.Golden;
import org.junit.jupiter.api.Test;

/**
 * Holds the tables of {@code docs/results.md} to the runs in {@code docs/results/}. A table follows
 * a comment that says what it shows, such as {@code <!-- scores test/full digits-concat=concat
 * digits-sum=sum -->}, and ends at {@code <!-- end -->}; {@link ResultsTables} has the kinds. After
 * new runs: {@code mvn test -Dtest=ResultsPageTest -Dgolden.update=true}, as {@code
 * docs/results/make} does at its end.
 */
class ResultsPageTest {

  private static final Path PAGE = Path.of("docs/results.md");
  private static final String END = "<!-- end -->";
  private static final Pattern TABLE =
      Pattern.compile("<!-- (\\w+) ([^>]+?) -->\n(?:(?!<!--).)*?" + END, Pattern.DOTALL);

  @Test
  void tablesAreThoseOfTheRuns() throws IOException {
    ResultsTables tables = new ResultsTables(Path.of("docs/results"));
    String page = Files.readString(PAGE).replace("\r\n", "\n");
    List<String> comments =
        Pattern.compile("<!-- .*").matcher(page).results().map(r -> r.group()).toList();
    assertThat(TABLE.matcher(page).results().count())
        .as("every comment begins a table that ends before the next: %s", comments)
        .isPositive()
        .isEqualTo(comments.size() / 2);

    String made =
        TABLE
            .matcher(page)
            .replaceAll(
                table -> Matcher.quoteReplacement(table(tables, table.group(1), table.group(2))));

    Golden.assertMatches(PAGE, made);
  }

  @Test
  void everyFileOfRunsIsShown() throws IOException {
    String page = Files.readString(PAGE);
    try (Stream<Path> files = Files.list(Path.of("docs/results"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".csv"))
          .isNotEmpty()
          .allSatisfy(
              name ->
                  assertThat(page)
                      .containsPattern("<!--[^>]*[ +]%s[ +=]".formatted(name.replace(".csv", ""))));
    }
  }

  private static String table(ResultsTables tables, String kind, String text) {
    List<String> words = List.of(text.split("\\s+", -1));
    String table = table(tables, kind, words.get(0), words.subList(1, words.size()));
    return "<!-- %s %s -->\n\n%s\n\n%s".formatted(kind, text, table, END);
  }

  private static String table(
      ResultsTables tables, String kind, String first, List<String> columns) {
    return switch (kind) {
      case "scores" -> tables.scores(first, columns);
      case "differences" -> tables.differences("test/full", first, columns);
      case "costs" -> tables.costs(first, columns);
      case "pooled" -> tables.pooled(first, List.of("uniform", "joint"), columns);
      case "measures" -> tables.measures(first);
      default -> throw new IllegalArgumentException("no kind of table: " + kind);
    };
  }
}
