package miles.balance;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a method's {@link BalancingMethod#state} comes back as, possibly read from JSON.
 *
 * @param method the method that it should be of, as errors call it
 * @param values what was saved
 */
record SavedState(String method, Map<String, Object> values) {

  /**
   * Returns numbers by name.
   *
   * @throws IllegalArgumentException if there are none under this key
   */
  Map<String, Double> numbers(String key) {
    if (!(values.get(key) instanceof Map<?, ?> saved) || !areNumbers(saved.values())) {
      throw notOfMethod(key);
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    saved.forEach((name, value) -> numbers.put(name.toString(), ((Number) value).doubleValue()));
    return numbers;
  }

  /**
   * Returns numbers by modality.
   *
   * @throws IllegalArgumentException if there are none under this key, or of other modalities
   */
  Map<String, Double> numbers(String key, Set<String> modalities) {
    Map<String, Double> numbers = numbers(key);
    requireSame(numbers.keySet(), modalities);
    return numbers;
  }

  /**
   * Returns lists of numbers by modality.
   *
   * @throws IllegalArgumentException if there are none under this key, or of other modalities
   */
  Map<String, List<Double>> series(String key, Set<String> modalities) {
    if (!(values.get(key) instanceof Map<?, ?> saved)) {
      throw notOfMethod(key);
    }
    Map<String, List<Double>> series = new LinkedHashMap<>();
    saved.forEach(
        (name, value) -> {
          if (!(value instanceof List<?> list) || !areNumbers(list)) {
            throw notOfMethod(key);
          }
          series.put(
              name.toString(), list.stream().map(item -> ((Number) item).doubleValue()).toList());
        });
    requireSame(series.keySet(), modalities);
    return series;
  }

  private void requireSame(Set<String> saved, Set<String> modalities) {
    if (!saved.equals(modalities)) {
      throw new IllegalArgumentException(
          "the saved state of %s is of the modalities %s; this run has %s"
              .formatted(method, saved, modalities));
    }
  }

  private IllegalArgumentException notOfMethod(String key) {
    return new IllegalArgumentException(
        "the saved state is not of %s: no numbers \"%s\" in %s".formatted(method, key, values));
  }

  private static boolean areNumbers(Collection<?> items) {
    return items.stream().allMatch(Number.class::isInstance);
  }
}
