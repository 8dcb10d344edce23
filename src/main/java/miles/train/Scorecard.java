package miles.train;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import miles.config.Score;
import miles.evaluate.Imbalance;
import miles.evaluate.Metrics;
import miles.evaluate.ShapleyValues;

/**
 * Every metric of one data set.
 *
 * @param score the task's score
 * @param modalities the modalities in order
 * @param classes class names in the order of the outputs; empty for regression
 * @param subsets metrics by the modalities that are seen, the others masked; the fused prediction
 *     first
 * @param heads metrics of every modality's own head; empty without heads
 */
public record Scorecard(
    Score score,
    List<String> modalities,
    List<String> classes,
    Map<Set<String>, Metrics> subsets,
    Map<String, Metrics> heads) {

  public Scorecard {
    modalities = List.copyOf(modalities);
    classes = List.copyOf(classes);
    subsets = Collections.unmodifiableMap(new LinkedHashMap<>(subsets));
    heads = Collections.unmodifiableMap(new LinkedHashMap<>(heads));
  }

  /**
   * Returns what a person calls the prediction from some modalities, the others masked.
   *
   * @param modalities all modalities in order
   * @param seen those that are not masked
   */
  public static String label(List<String> modalities, Collection<String> seen) {
    List<String> masked = modalities.stream().filter(each -> !seen.contains(each)).toList();
    if (masked.isEmpty()) {
      return "fused";
    }
    if (seen.isEmpty()) {
      return "none (all masked)";
    }
    return masked.size() == 1 && seen.size() > 1
        ? "without " + masked.get(0)
        : "only " + String.join(" + ", seen);
  }

  /** Returns the metrics of the fused prediction. */
  public Metrics fused() {
    return subsets.values().iterator().next();
  }

  /** Returns how far apart the modalities are, each alone with the others masked. */
  public double imbalance() {
    Map<String, Double> alone = new LinkedHashMap<>();
    for (String modality : modalities) {
      alone.put(modality, Objects.requireNonNull(subsets.get(Set.of(modality))).score(score));
    }
    return Imbalance.of(alone);
  }

  /** Returns each modality's Shapley value; empty unless every subset was scored. */
  public Optional<Map<String, Double>> shapleyValues() {
    if (subsets.size() != 1 << modalities.size()) {
      return Optional.empty();
    }
    Map<Set<String>, Double> scores = new LinkedHashMap<>();
    subsets.forEach((subset, metrics) -> scores.put(subset, metrics.score(score)));
    return Optional.of(ShapleyValues.of(modalities, scores));
  }
}
