package miles.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The spelling of names: Java in the records, snake_case keys and kebab-case values in YAML. */
final class Names {

  private Names() {}

  /** Returns the key of a record component: {@code batchSize} → {@code batch_size}. */
  static String key(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Returns the value of an enum constant: {@code MULTI_LABEL} → {@code multi-label}. */
  static String value(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the values of an enum, in their order. */
  static List<String> values(Class<?> type) {
    return constants(type).map(Names::value).toList();
  }

  /** Returns the constant that a value names. */
  static Optional<Enum<?>> constant(Class<?> type, String value) {
    return constants(type).filter(constant -> value(constant).equals(value)).findFirst();
  }

  private static Stream<Enum<?>> constants(Class<?> type) {
    return Stream.of(type.getEnumConstants()).map(constant -> (Enum<?>) constant);
  }

  /** Returns {@code a}, {@code a or b}, {@code a, b or c}. */
  static String oneOf(Collection<String> names) {
    return join(names, " or ");
  }

  /** Returns {@code a}, {@code a and b}, {@code a, b and c}. */
  static String all(Collection<String> names) {
    return join(names, " and ");
  }

  private static String join(Collection<String> names, String last) {
    List<String> list = List.copyOf(names);
    if (list.size() < 2) {
      return String.join("", list);
    }
    return String.join(", ", list.subList(0, list.size() - 1)) + last + list.get(list.size() - 1);
  }

  /** Returns the name that a misspelt one most likely means; empty if none is near. */
  static Optional<String> closest(String misspelt, Collection<String> names) {
    String sought = misspelt.toLowerCase(Locale.ROOT).replace('-', '_');
    int most = Math.max(1, misspelt.length() / 3);
    return names.stream()
        .filter(name -> EditDistance.between(sought, name) <= most)
        .min(Comparator.comparingInt(name -> EditDistance.between(sought, name)));
  }
}
