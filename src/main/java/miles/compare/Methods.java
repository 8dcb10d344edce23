package miles.compare;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import miles.config.BalanceConfig;
import miles.config.BalanceConfig.Method;

/** Lists of balancing methods, and which keys of a run file are whose. */
public final class Methods {

  private static final String BALANCE = "balance.";

  private Methods() {}

  /**
   * Reads a list such as {@code joint,uniform,miles}.
   *
   * @return the methods in the order of the text, each once
   * @throws ComparisonException if one of them is unknown, or there are none
   */
  public static List<Method> parse(String text) {
    Set<Method> methods = new LinkedHashSet<>();
    for (String name : text.split(",", -1)) {
      methods.add(method(name.strip()));
    }
    return List.copyOf(methods);
  }

  private static Method method(String name) {
    List<String> allowed = Stream.of(Method.values()).map(Method::value).toList();
    return Stream.of(Method.values())
        .filter(method -> method.value().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ComparisonException(
                    "--methods: \"%s\" is no method; allowed: %s, separated by commas."
                        .formatted(name, String.join(", ", allowed))));
  }

  /**
   * Returns whether a method reads a key: the section {@code balance.ogm} belongs to the methods
   * {@code ogm} and {@code ogm-ge}, {@code balance.miles} to {@code miles} alone, for {@code
   * miles-plus} has no parameters, and any key outside of {@code balance} to every method.
   */
  static boolean reads(Method method, String key) {
    if (!key.startsWith(BALANCE)) {
      return true;
    }
    String section = key.substring(BALANCE.length()).split("\\.", 2)[0].replace('_', '-');
    return method.value().equals(section)
        || (method != Method.MILES_PLUS && method.value().startsWith(section + "-"));
  }

  /**
   * Returns the key in full: {@code miles.threshold} is short for {@code balance.miles.threshold}.
   */
  static String fullKey(String key) {
    String section = key.split("\\.", 2)[0];
    return key.contains(".") && BalanceConfig.sections().contains(section) ? BALANCE + key : key;
  }

  /** Returns a key without the section of the methods that alone read it. */
  static String shortKey(String key) {
    return key.startsWith(BALANCE) ? key.substring(key.indexOf('.', BALANCE.length()) + 1) : key;
  }
}
