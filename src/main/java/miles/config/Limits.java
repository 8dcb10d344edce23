package miles.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * What a key allows: its type and, if it has one, its {@link Allowed}.
 *
 * @param type the type of the value
 * @param allowed the bounds
 */
record Limits(Type type, Optional<Allowed> allowed) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  /** Without the dot, which separates the keys of a path. */
  private static final Pattern MAP_KEY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]*");

  /** Keys of a map name modalities; graph and exported model use these names themselves. */
  private static final List<String> RESERVED =
      List.of("full", "fusion", "serving_default", "raw", "embed");

  /** What the names of an exported model's signatures of raw inputs start with. */
  private static final String RESERVED_PREFIX = "raw_";

  /** Whether a value of the right type lies within the bounds, every item of a list included. */
  boolean admits(Object value) {
    if (value instanceof Number number) {
      return admitsNumber(number.doubleValue());
    }
    if (value instanceof String text) {
      return has(Allowed::name) ? NAME.matcher(text).matches() : !text.isBlank();
    }
    if (value instanceof List<?> items) {
      return admitsSize(items)
          && (!has(Allowed::distinct) || new HashSet<>(items).size() == items.size())
          && items.stream().allMatch(item()::admits);
    }
    if (value instanceof Map<?, ?> map) {
      return admitsSize(map.keySet())
          && map.keySet().stream().allMatch(key -> admitsMapKey(key.toString()))
          && map.values().stream().allMatch(item()::admits);
    }
    return !(value instanceof Optional<?> optional) || optional.map(item()::admits).orElse(true);
  }

  /** Whether a text can be the key of an item of a map. */
  static boolean admitsMapKey(String key) {
    return MAP_KEY.matcher(key).matches()
        && !RESERVED.contains(key)
        && !key.startsWith(RESERVED_PREFIX);
  }

  /** Returns what {@link #admitsMapKey} allows. */
  static String describeMapKey() {
    return "a name of letters, digits, '-' and '_' that starts with a letter or digit, but not "
        + RESERVED_PREFIX
        + "…, "
        + Names.oneOf(RESERVED);
  }

  private boolean admitsNumber(double number) {
    return Double.isFinite(number)
        && allowed
            .map(
                bounds ->
                    number >= bounds.min()
                        && number > bounds.above()
                        && number <= bounds.max()
                        && number < bounds.below()
                        && (bounds.oneOf().length == 0
                            || IntStream.of(bounds.oneOf()).anyMatch(one -> one == number)))
            .orElse(true);
  }

  private boolean admitsSize(Collection<?> items) {
    return items.size() >= allowed.map(Allowed::size).orElse(0)
        && items.size() <= allowed.map(Allowed::most).orElse(Integer.MAX_VALUE);
  }

  /** Whether no number beyond some greatest one is admitted. */
  boolean hasGreatest() {
    return has(bounds -> Double.isFinite(Math.min(bounds.max(), bounds.below())));
  }

  private boolean has(Predicate<Allowed> property) {
    return allowed.filter(property).isPresent();
  }

  /** Returns the limits of an item of a list, of a map or of an optional. */
  Limits item() {
    Type[] arguments = ((ParameterizedType) type).getActualTypeArguments();
    return new Limits(arguments[arguments.length - 1], allowed);
  }

  /** Returns the type without its parameters. */
  Class<?> raw() {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  /** Returns what is allowed, as the end of the sentence "allowed: …". */
  String describe() {
    Class<?> raw = raw();
    if (raw == int.class || raw == long.class || raw == Integer.class) {
      return describeNumber("a whole number");
    } else if (raw == double.class || raw == Double.class) {
      return describeNumber("a number");
    } else if (raw == boolean.class) {
      return "true or false";
    } else if (raw == String.class) {
      return has(Allowed::name) ? describeName() : "a text that is not blank";
    } else if (raw == Path.class) {
      return "a path";
    } else if (raw.isEnum()) {
      return Names.oneOf(Names.values(raw));
    } else if (raw == Optional.class) {
      return item().describe() + "; or null";
    } else if (raw == List.class) {
      return describeList();
    } else if (raw == Map.class) {
      return describeMap();
    }
    return describeSection(raw);
  }

  private static String describeSection(Class<?> raw) {
    if (raw.isSealed()) {
      return "a section with the key kind: " + Names.oneOf(Variant.of(raw).keySet());
    }
    return "a section with the keys " + Names.all(Key.of(raw).stream().map(Key::name).toList());
  }

  private static String describeName() {
    return "a name of letters, digits, '.', '-' and '_' that starts with a letter or digit";
  }

  private String describeList() {
    int least = allowed.map(Allowed::size).orElse(0);
    int most = allowed.map(Allowed::most).orElse(Integer.MAX_VALUE);
    String size = least > 0 ? "one or more" : "any number";
    if (most < Integer.MAX_VALUE) {
      size = "%d to %d".formatted(least, most);
    }
    String distinct = has(Allowed::distinct) ? ", all different" : "";
    return "a list of %s%s, each %s".formatted(size, distinct, item().describe());
  }

  private String describeMap() {
    int size = allowed.map(Allowed::size).orElse(0);
    return size > 0
        ? "at least %d sections, each under a name".formatted(size)
        : "any number of entries, each a name and " + item().describe();
  }

  private String describeNumber(String kind) {
    return allowed
        .map(
            bounds -> {
              if (bounds.oneOf().length > 0) {
                return Names.oneOf(IntStream.of(bounds.oneOf()).mapToObj(String::valueOf).toList());
              }
              List<String> parts = new ArrayList<>();
              bound(parts, "of at least ", bounds.min());
              bound(parts, "greater than ", bounds.above());
              bound(parts, "at most ", bounds.max());
              bound(parts, "less than ", bounds.below());
              return kind + " " + String.join(" and ", parts);
            })
        .orElse(kind);
  }

  private static void bound(List<String> parts, String words, double bound) {
    if (Double.isFinite(bound)) {
      parts.add(words + (bound == Math.rint(bound) ? String.valueOf((long) bound) : bound));
    }
  }
}
