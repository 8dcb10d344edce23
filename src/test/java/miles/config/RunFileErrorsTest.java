package miles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every error message as a user reads it. A case is {@code <name>.yaml}, whose comments {@code
 * #--set key=value} give the command line's texts, and {@code <name>.txt}, what is reported. After
 * a change of words: {@code mvn test -Dtest=RunFileErrorsTest -Dgolden.update=true}, and read the
 * difference.
 */
class RunFileErrorsTest {

  private static final Path CASES = Path.of("src/test/resources/miles/config/errors");
  private static final String OVERRIDE = "#--set ";

  @ParameterizedTest
  @MethodSource("cases")
  void everythingThatIsWrongIsReportedOnce(Path file) throws IOException {
    String text = Files.readString(file);
    List<String> overrides =
        text.lines()
            .filter(line -> line.startsWith(OVERRIDE))
            .map(line -> line.substring(OVERRIDE.length()))
            .toList();

    ConfigException error =
        catchThrowableOfType(
            ConfigException.class,
            () -> RunFile.parse(text, file.getFileName().toString(), RunFiles.FOLDER, overrides));

    assertThat(error).as("%s is refused", file).isNotNull();
    Golden.assertMatches(
        file.resolveSibling(file.getFileName().toString().replace(".yaml", ".txt")),
        error.getMessage() + "\n");
  }

  static List<Path> cases() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }
}
