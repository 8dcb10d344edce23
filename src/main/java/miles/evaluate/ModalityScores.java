package miles.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What one epoch scored on one split, by modality. All values are the same score, the larger the
 * better; NaN where the samples do not define it. Maps keep the order of the modalities.
 *
 * <p>A run measures what its method and its report need; what is not measured is an empty map. With
 * two modalities the score without one is the score of only the other: {@code only} and {@code
 * without} then complete each other, and one of them may be left empty.
 *
 * @param fused S, of the fused prediction from all modalities
 * @param heads S_m of every modality's unimodal head
 * @param only S_m of the fused prediction with every modality but m masked
 * @param without S_{−m} of the fused prediction with m alone masked
 */
public record ModalityScores(
    double fused,
    Map<String, Double> heads,
    Map<String, Double> only,
    Map<String, Double> without) {

  /** The name of the fused score in {@link #named}. */
  public static final String FULL = "full";

  /** A way to score one modality. */
  public enum View {
    /** By its unimodal head. */
    HEAD,
    /** By the fused prediction with every other modality masked. */
    ONLY,
    /** By the fused prediction with this modality alone masked. */
    WITHOUT;

    /** Returns the name of the prediction in the graph: {@code head/<m>}, {@code only/<m>}, … */
    public String name(String modality) {
      return name().toLowerCase(Locale.ROOT) + "/" + modality;
    }
  }

  /**
   * @throws IllegalArgumentException if two maps that are not empty have different modalities
   */
  public ModalityScores {
    heads = copy(heads);
    only = only.isEmpty() && without.size() == 2 ? swapped(without) : copy(only);
    without = without.isEmpty() && only.size() == 2 ? swapped(only) : copy(without);
    checkSame("heads", heads, "only", only);
    checkSame("heads", heads, "without", without);
    checkSame("only", only, "without", without);
  }

  /** Returns the scores of one view by modality; empty if they are not measured. */
  public Map<String, Double> of(View view) {
    return switch (view) {
      case HEAD -> heads;
      case ONLY -> only;
      case WITHOUT -> without;
    };
  }

  /**
   * Returns every score by the name of its prediction in the graph: {@code full}, {@code head/<m>},
   * {@code only/<m>}, {@code without/<m>}, in this order.
   */
  public Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>();
    named.put(FULL, fused);
    for (View view : View.values()) {
      of(view).forEach((modality, score) -> named.put(view.name(modality), score));
    }
    return Collections.unmodifiableMap(named);
  }

  private static Map<String, Double> copy(Map<String, Double> scores) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  private static Map<String, Double> swapped(Map<String, Double> pair) {
    List<String> modalities = List.copyOf(pair.keySet());
    List<Double> scores = List.copyOf(pair.values());
    Map<String, Double> swapped = new LinkedHashMap<>();
    swapped.put(modalities.get(0), scores.get(1));
    swapped.put(modalities.get(1), scores.get(0));
    return Collections.unmodifiableMap(swapped);
  }

  private static void checkSame(
      String name, Map<String, Double> scores, String otherName, Map<String, Double> others) {
    if (!scores.isEmpty() && !others.isEmpty() && !scores.keySet().equals(others.keySet())) {
      throw new IllegalArgumentException(
          "modalities differ: %s has %s, %s has %s"
              .formatted(name, scores.keySet(), otherName, others.keySet()));
    }
  }
}
