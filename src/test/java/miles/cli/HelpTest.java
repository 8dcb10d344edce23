package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import miles.config.Golden;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The help of commands is what {@code src/test/resources/miles/cli} holds. */
class HelpTest {

  @ParameterizedTest
  @ValueSource(strings = {"bench", "compare", "export", "inspect", "report", "serve", "soak"})
  void helpNamesEveryOptionWithItsDefault(String command) throws IOException {
    RecordedConsole help = RecordedConsole.run(command, "--help");

    assertThat(help.code()).isZero();
    Golden.assertMatches(
        Path.of("src/test/resources/miles/cli", command + "-help.txt"),
        help.out().replace("\r\n", "\n"));
  }
}
