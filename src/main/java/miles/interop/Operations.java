package miles.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How every operation of TensorFlow is treated in a foreign SavedModel: the file operations.txt.
 */
final class Operations {

  /** What is done with the operations of a group. */
  enum Ruling {
    ALLOW,
    /** Allowed where the model's own saver stands, and nowhere else. */
    SAVER,
    REFUSE
  }

  /**
   * Operations of one kind.
   *
   * @param name such as {@code files}
   * @param does what they do, to stand after "the operation"
   */
  record Group(Ruling ruling, String name, String does) {}

  private static final String FILE = "operations.txt";
  private static final Pattern HEADING = Pattern.compile("(allow|saver|refuse) ([a-z ]+): (.+)");

  private static final Operations ALL = read();

  private final Map<String, Group> groups;

  private Operations(Map<String, Group> groups) {
    this.groups = Map.copyOf(groups);
  }

  /** Returns the operations of the TensorFlow that this program is built with. */
  static Operations all() {
    return ALL;
  }

  /** Returns the group of an operation; empty for one that TensorFlow does not have. */
  Optional<Group> group(String operation) {
    return Optional.ofNullable(groups.get(operation));
  }

  /** Returns the groups by the operations' names. */
  Map<String, Group> groups() {
    return groups;
  }

  private static Operations read() {
    InputStream file =
        Objects.requireNonNull(Operations.class.getResourceAsStream(FILE), "resource " + FILE);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return parse(lines.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Operations parse(Iterable<String> lines) {
    Map<String, Group> groups = new HashMap<>();
    Optional<Group> group = Optional.empty();
    for (String line : lines) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        Ruling ruling = Ruling.valueOf(heading.group(1).toUpperCase(Locale.ROOT));
        group = Optional.of(new Group(ruling, heading.group(2), heading.group(3)));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        for (String operation : line.split(" ", -1)) {
          if (groups.put(operation, group.orElseThrow()) != null) {
            throw new IllegalStateException(FILE + " names " + operation + " twice");
          }
        }
      }
    }
    return new Operations(groups);
  }
}
