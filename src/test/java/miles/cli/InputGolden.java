package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file with what every case says, so that a person can read all sentences in one place. It is
 * written anew by {@code -Dgolden.update=true}.
 */
final class InputGolden {

  private static final String TITLE = "## ";

  private final Path file;
  private final Map<String, String> said = new LinkedHashMap<>();

  InputGolden(Path file) {
    this.file = file;
  }

  /** Compares with the file what a case said in a place. */
  void assertMatches(InputCase each, Place place, String text) throws IOException {
    String shown =
        text.replace(place.folder().toString(), "…")
            .replace("looked in " + Path.of("").toAbsolutePath(), "looked in the working folder")
            .strip();
    said.put(each.name(), shown);
    if (!Boolean.getBoolean("golden.update")) {
      assertThat(shown).isEqualTo(sections().get(each.name()));
    }
  }

  /** Writes the file, if that is wanted; otherwise nothing in it may be left over. */
  void finish() throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      StringBuilder text = new StringBuilder();
      said.forEach((name, what) -> text.append(TITLE + "%s\n%s\n\n".formatted(name, what)));
      Files.writeString(file, text);
    }
    assertThat(said.keySet()).isEqualTo(sections().keySet());
  }

  private Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    String name = "";
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(TITLE)) {
        name = line.substring(TITLE.length());
        sections.put(name, "");
      } else {
        sections.merge(name, line, (text, more) -> text.isEmpty() ? more : text + "\n" + more);
      }
    }
    sections.replaceAll((each, text) -> text.strip());
    return sections;
  }
}
