package miles.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Compares with a file of the repository, or writes it anew with {@code -Dgolden.update=true}. */
public final class Golden {

  private Golden() {}

  public static void assertMatches(Path file, String actual) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, actual);
    }
    assertThat(file).as("golden file; -Dgolden.update=true writes it").exists();
    assertThat(actual).isEqualTo(Files.readString(file).replace("\r\n", "\n"));
  }
}
