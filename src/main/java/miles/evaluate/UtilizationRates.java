package miles.evaluate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Conditional utilization rates: the share of the fused score that is lost without a modality.
 *
 * <pre>{@code u_m = (S − S_{−m}) / S}</pre>
 *
 * with S the fused score and S_{−m} the score without modality m. With two modalities the score
 * without A is the score of B alone, so {@code u_A = (S − S_B) / S}.
 *
 * <p>The rates are defined if S is positive and finite and every other score is finite; otherwise
 * all of them are NaN. Sources: arXiv 2510.17394; arXiv 2202.05306; more than two modalities from
 * unimodal scores: ours, docs/decisions/0003-miles-where-the-paper-is-silent.md.
 *
 * @param rates u_m by modality, at most 1; negative if the fused prediction is better without m
 */
public record UtilizationRates(Map<String, Double> rates) {

  /**
   * @throws IllegalArgumentException for fewer than two modalities
   */
  public UtilizationRates {
    if (rates.size() < 2) {
      throw new IllegalArgumentException("utilization rates need two modalities, got " + rates);
    }
    rates = Collections.unmodifiableMap(new LinkedHashMap<>(rates));
  }

  /**
   * From scores with one modality masked.
   *
   * @param fused S
   * @param without S_{−m} by modality
   */
  public static UtilizationRates fromWithout(double fused, Map<String, Double> without) {
    return of(fused, without, score -> score);
  }

  /**
   * From scores of one modality alone, by its head or with all others masked. S_{−m} is then not
   * measured; in its place stands the mirror image of S_m between the weakest and the strongest
   * modality, {@code S_{−m} = max_k S_k + min_k S_k − S_m}. It keeps {@code u_i − u_j = (S_i − S_j)
   * / S} for every pair, makes all rates negative exactly if S is smaller than every S_m, and with
   * two modalities is the other's score itself.
   *
   * @param fused S
   * @param unimodal S_m by modality
   */
  public static UtilizationRates fromUnimodal(double fused, Map<String, Double> unimodal) {
    double max = unimodal.values().stream().mapToDouble(score -> score).max().orElse(Double.NaN);
    double min = unimodal.values().stream().mapToDouble(score -> score).min().orElse(Double.NaN);
    // (max − max) + min and the case of the minimum are exact, so two modalities swap exactly.
    return of(fused, unimodal, score -> score == min ? max : (max - score) + min);
  }

  /** Returns whether the rates are numbers; they are all NaN otherwise. */
  public boolean defined() {
    return !Double.isNaN(max());
  }

  /** Returns δ = max_m u_m − min_m u_m, which is |u_A − u_B| for two modalities. */
  public double gap() {
    return max() - min();
  }

  /** Returns whether the fused prediction is better without any one of the modalities. */
  public boolean allNegative() {
    return max() < 0;
  }

  /** Returns the greatest rate. */
  public double max() {
    return rates.values().stream().mapToDouble(rate -> rate).max().orElseThrow();
  }

  /** Returns the smallest rate. */
  public double min() {
    return rates.values().stream().mapToDouble(rate -> rate).min().orElseThrow();
  }

  private static UtilizationRates of(
      double fused, Map<String, Double> scores, ToDoubleFunction<Double> without) {
    boolean defined =
        fused > 0 && Double.isFinite(fused) && scores.values().stream().allMatch(Double::isFinite);
    Map<String, Double> rates = new LinkedHashMap<>();
    scores.forEach(
        (modality, score) ->
            rates.put(
                modality, defined ? (fused - without.applyAsDouble(score)) / fused : Double.NaN));
    return new UtilizationRates(rates);
  }
}
