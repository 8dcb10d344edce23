package miles.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import miles.config.BalanceConfig.Method;

/**
 * The values that a comparison tries for some keys: every combination of those that a method reads.
 *
 * @param values the values of every full key, in the order of the command line
 */
record Grid(Map<String, List<String>> values) {

  /** What must be the same for all runs. */
  private static final Pattern NOT_COMPARABLE =
      Pattern.compile("name|task|task\\..*|data|data\\..*|balance|training\\.threads");

  /**
   * Reads texts such as {@code miles.threshold=0.1,0.2}. Commas inside brackets separate no values.
   *
   * @throws ComparisonException if a text is no key with values, or if its key cannot be compared
   */
  static Grid parse(List<String> texts) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      String key = Methods.fullKey(text.substring(0, Math.max(0, equals)).strip());
      List<String> items = items(text.substring(equals + 1));
      if (key.isEmpty() || items.stream().anyMatch(String::isEmpty)) {
        throw new ComparisonException(
            "--grid %s: write it as key=value,value, for example miles.threshold=0.1,0.2."
                .formatted(text));
      }
      if (Plan.OWN_KEYS.contains(key) || NOT_COMPARABLE.matcher(key).matches()) {
        throw new ComparisonException(
            "--grid %s: %s is the same for every run, or the comparison's own; compare it by comparisons of their own."
                .formatted(text, key));
      }
      if (values.putIfAbsent(key, items) != null) {
        throw new ComparisonException(
            "--grid %s: %s is given twice; give all of its values at once.".formatted(text, key));
      }
    }
    return new Grid(values);
  }

  private static List<String> items(String text) {
    Set<String> items = new LinkedHashSet<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i == text.length() ? ',' : text.charAt(i);
      if (c == '[' || c == '{') {
        depth++;
      } else if (c == ']' || c == '}') {
        depth--;
      } else if (c == ',' && (depth == 0 || i == text.length())) {
        items.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    return List.copyOf(items);
  }

  /**
   * Returns the variants of the methods, a method's together.
   *
   * @throws ComparisonException if a key is read by none of the methods
   */
  List<Variant> variants(List<Method> methods) {
    for (String key : values.keySet()) {
      if (methods.stream().noneMatch(method -> Methods.reads(method, key))) {
        throw new ComparisonException(
            "--grid %s: none of the compared methods reads it. Add the method to --methods, or leave the key out."
                .formatted(key));
      }
    }
    return methods.stream().flatMap(method -> variants(method).stream()).toList();
  }

  private List<Variant> variants(Method method) {
    List<Map<String, String>> combinations = new ArrayList<>();
    combinations.add(Map.of());
    for (Map.Entry<String, List<String>> entry : values.entrySet()) {
      if (Methods.reads(method, entry.getKey())) {
        combinations = combined(combinations, entry.getKey(), entry.getValue());
      }
    }
    return combinations.stream().map(parameters -> new Variant(method, parameters)).toList();
  }

  private static List<Map<String, String>> combined(
      List<Map<String, String>> combinations, String key, List<String> values) {
    List<Map<String, String>> all = new ArrayList<>();
    for (Map<String, String> combination : combinations) {
      for (String value : values) {
        Map<String, String> longer = new LinkedHashMap<>(combination);
        longer.put(key, value);
        all.add(longer);
      }
    }
    return all;
  }
}
