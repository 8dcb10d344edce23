package miles.config;

import java.math.BigInteger;
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

  private static final BigInteger LEAST_LONG = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger GREATEST_LONG = BigInteger.valueOf(Long.MAX_VALUE);

  /** Returns the value; empty if the type has no such value. */
  Optional<?> parse(Class<?> type, Node.Scalar scalar) {
    String text = scalar.text();
    if (type == String.class) {
      return Optional.of(text).filter(value -> !scalar.isNull());
    } else if (type == Path.class) {
      return Optional.of(text).filter(value -> !scalar.isNull()).flatMap(v -> path(scalar));
    } else if (type.isEnum()) {
      return Names.constant(type, text);
    } else if (!scalar.plain()) {
      return Optional.empty();
    } else if (type == boolean.class) {
      return Optional.of(text)
          .filter(v -> v.equals("true") || v.equals("false"))
          .map(Boolean::valueOf);
    } else if (type == double.class) {
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

  private static Optional<Long> whole(String text) {
    if (!text.matches("[-+]?[0-9]{1,30}")) {
      return Optional.empty();
    }
    BigInteger value = new BigInteger(text);
    boolean fits = value.compareTo(LEAST_LONG) >= 0 && value.compareTo(GREATEST_LONG) <= 0;
    return fits ? Optional.of(value.longValue()) : Optional.empty();
  }

  private static Optional<Double> number(String text) {
    if (!text.matches("[-+]?([0-9]+(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]{1,4})?")) {
      return Optional.empty();
    }
    return Optional.of(Double.valueOf(text)).filter(Double::isFinite);
  }
}
