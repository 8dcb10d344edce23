package miles.compare;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import miles.config.BalanceConfig.Method;

/**
 * A balancing method with the keys in which its runs differ from the run file.
 *
 * @param method the method
 * @param parameters values by full key, in the order in which they are shown; may be empty
 */
public record Variant(Method method, Map<String, String> parameters) {

  private static final int LONGEST_NAME = 100;

  public Variant {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Returns what a person calls it: {@code miles threshold=0.1}. */
  public String label() {
    String text = parametersText();
    return text.isEmpty() ? method.value() : method.value() + " " + text;
  }

  /** Returns the parameters alone, {@code threshold=0.1 optimizer.learning_rate=0.002}. */
  public String parametersText() {
    StringJoiner text = new StringJoiner(" ");
    parameters.forEach((key, value) -> text.add(Methods.shortKey(key) + "=" + value));
    return text.toString();
  }

  /** Returns the parameters that any method reads. */
  Map<String, String> sharedParameters() {
    Map<String, String> shared = new LinkedHashMap<>(parameters);
    shared.keySet().removeIf(key -> key.startsWith("balance."));
    return shared;
  }

  /** Returns what overrides the run file. */
  List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    overrides.add("balance.method=" + method.value());
    parameters.forEach((key, value) -> overrides.add(key + "=" + value));
    return overrides;
  }

  /** Returns the name of a run, in characters that any file system takes. */
  String runName(long seed) {
    StringBuilder name = new StringBuilder(method.value());
    parameters.forEach(
        (key, value) -> name.append('-').append(Methods.shortKey(key)).append('-').append(value));
    String safe = name.toString().replaceAll("[^A-Za-z0-9._-]", "_");
    if (!safe.contentEquals(name) || safe.length() > LONGEST_NAME) {
      String shortened = safe.substring(0, Math.min(LONGEST_NAME, safe.length()));
      safe = "%s-%08x".formatted(shortened, name.toString().hashCode());
    }
    return "%s-seed%d".formatted(safe, seed);
  }
}
