package miles.evaluate;

import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fair share of each modality in the fused score.
 *
 * <pre>{@code φ_m = Σ_{A ∌ m} |A|! (M − |A| − 1)! / M! · (S(A ∪ {m}) − S(A))}</pre>
 *
 * with M the number of modalities, A every set of modalities without m, and S(A) the score with all
 * modalities outside A masked; S(∅) is the score with everything masked. The values add up to
 * S(all) − S(∅). Source: L. S. Shapley, "A value for n-person games", 1953.
 */
public final class ShapleyValues {

  private ShapleyValues() {}

  /**
   * Computes φ_m of every modality.
   *
   * @param modalities the modalities, without repetition
   * @param scores S(A) of each of the 2^M subsets, the empty and the full one included
   * @return φ_m by modality, in the given order and the score's unit; NaN where a score is NaN
   * @throws IllegalArgumentException if a subset has no score
   */
  public static Map<String, Double> of(List<String> modalities, Map<Set<String>, Double> scores) {
    double[] score = byBits(modalities, scores);
    double[] weight = weights(modalities.size());
    Map<String, Double> values = new LinkedHashMap<>();
    for (int m = 0; m < modalities.size(); m++) {
      double value = 0;
      for (int subset = 0; subset < score.length; subset++) {
        if ((subset & 1 << m) == 0) {
          value += weight[Integer.bitCount(subset)] * (score[subset | 1 << m] - score[subset]);
        }
      }
      values.put(modalities.get(m), value);
    }
    return Collections.unmodifiableMap(values);
  }

  /** Returns the scores by subset, bit m set for modality m. */
  private static double[] byBits(List<String> modalities, Map<Set<String>, Double> scores) {
    double[] byBits = new double[1 << modalities.size()];
    for (int bits = 0; bits < byBits.length; bits++) {
      Set<String> subset = new HashSet<>();
      for (int m = 0; m < modalities.size(); m++) {
        if ((bits & 1 << m) != 0) {
          subset.add(modalities.get(m));
        }
      }
      Double score = scores.get(subset);
      if (score == null) {
        throw new IllegalArgumentException(
            "no score for the modalities %s; all %d subsets of %s are needed"
                .formatted(subset, byBits.length, modalities));
      }
      byBits[bits] = score;
    }
    return byBits;
  }

  /** Returns |A|! (M − |A| − 1)! / M! by |A|: 1/M, then each next times |A| / (M − |A|). */
  private static double[] weights(int modalities) {
    double[] weights = new double[modalities];
    Arrays.setAll(weights, size -> 1.0 / modalities);
    for (int size = 1; size < modalities; size++) {
      weights[size] = weights[size - 1] * size / (modalities - size);
    }
    return weights;
  }
}
