package miles.compare;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A variant over its seeds.
 *
 * @param variant the variant
 * @param runs how many runs it has
 * @param diverged how many of them diverged; they count in no mean
 * @param measures the spread of {@code validation}, of every score on the test split by its name in
 *     {@link RunScore#test}, of {@code best_epoch}, {@code seconds} and {@code seconds_per_step}
 */
public record VariantSummary(
    Variant variant, int runs, int diverged, Map<String, Spread> measures) {

  public VariantSummary {
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
  }
}
