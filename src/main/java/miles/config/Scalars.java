package miles.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Turns single values of YAML into the types of the records.
 *
 * <p>The type of the key decides, not the looks of the value: {@code 5} is the number of a number's
 * key and the text of a text's key, {@code 1e-3} is a number, {@code no} is a text and never false.
 *
 * @param paths makes the path of a text that was written somewhere
 */
record Scalars(BiFunction<Location, String, Path> paths) {

  private static final String WHOLE = "[-+]?[0-9]+";
  private static final String NUMBER = "[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?";

  /** Returns the value; empty if the type has no such value. */
  Optional<?> parse(Class<?> type, Node.Scalar scalar) {
    String text = scalar.text();
    if (type == String.class) {
      return Optional.of(text).filter(value -> !scalar.isNull());
    } else if (type == Path.class) {
      return Optional.of(text)
          .filter(value -> !scalar.isNull() && !value.isBlank())
          .flatMap(value -> path(scalar));
    } else if (type.isEnum()) {
      return Names.constant(type, text);
    } else if (!scalar.plain()) {
      return Optional.empty();
    } else if (type == boolean.class) {
      return Optional.of(text)
          .filter(value -> value.equals("true") || value.equals("false"))
          .map(Boolean::valueOf);
    } else if (type == double.class || type == Double.class) {
      return number(text);
    } else if (type == long.class) {
      return whole(text);
    } else if (type == int.class || type == Integer.class) {
      return whole(text).filter(value -> value == value.intValue()).map(Long::intValue);
    }
    throw new IllegalArgumentException("the run file has no values of type " + type);
  }

  private Optional<Path> path(Node.Scalar scalar) {
    try {
      return Optional.of(paths.apply(scalar.at(), scalar.text()));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private String whyNoPath(Node.Scalar scalar) {
    try {
      Path unused = paths.apply(scalar.at(), scalar.text());
      return "";
    } catch (InvalidPathException e) {
      return " (" + PathProblem.reason(e) + ")";
    }
  }

  /** Returns what a number of too many digits, or a path, must also do; empty for other values. */
  String alsoNeeded(Class<?> type, Node.Scalar scalar) {
    if (type == Path.class) {
      return whyNoPath(scalar);
    }
    boolean digits = scalar.plain() && scalar.text().matches(WHOLE);
    if (!digits || parse(type, scalar).isPresent()) {
      return "";
    } else if (type == long.class) {
      return " that fits 64 bits";
    }
    return type == int.class || type == Integer.class ? " that fits 32 bits" : "";
  }

  private static Optional<Long> whole(String text) {
    try {
      return text.matches(WHOLE) ? Optional.of(Long.valueOf(text)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty(); // More than 64 bits.
    }
  }

  private static Optional<Double> number(String text) {
    return Optional.of(text)
        .filter(value -> value.matches(NUMBER))
        .map(Double::valueOf)
        .filter(Double::isFinite);
  }
}
