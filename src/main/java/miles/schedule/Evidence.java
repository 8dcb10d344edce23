package miles.schedule;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miles.config.BalanceConfig;
import miles.config.BalanceConfig.Reference;
import miles.config.BalanceConfig.Source;
import miles.evaluate.ModalityScores;
import miles.evaluate.ModalityScores.View;
import miles.evaluate.UtilizationRates;

/**
 * What {@link MilesScheduler} compares: from the scores of an epoch to utilization rates, through
 * smoothing and references. Source: ours, docs/decisions/0003-miles-where-the-paper-is-silent.md.
 */
final class Evidence {

  private final BalanceConfig.Miles config;
  private final List<String> modalities;
  private final Map<String, Double> unimodal;
  private final View view;

  Evidence(BalanceConfig.Miles config, List<String> modalities, Map<String, Double> unimodal) {
    this.config = config;
    this.modalities = List.copyOf(modalities);
    this.unimodal = Map.copyOf(unimodal);
    this.view = view(config, modalities.size());
    if (config.reference() == Reference.UNIMODAL) {
      check("reference unimodal needs the score of every unimodal run", unimodal.keySet());
    }
  }

  /** A reference belongs to one modality alone, so what it divides must be of one alone too. */
  private static View view(BalanceConfig.Miles config, int modalities) {
    return config.source() == Source.MASKED && config.reference() != Reference.NONE
        ? View.ONLY
        : viewWithoutReference(config, modalities);
  }

  private static View viewWithoutReference(BalanceConfig.Miles config, int modalities) {
    if (config.source() == Source.HEADS) {
      return View.HEAD;
    }
    return modalities == 2 ? View.ONLY : View.WITHOUT;
  }

  /** Throws unless the epoch measured what is compared. */
  void check(ModalityScores scores) {
    check("MILES needs every score " + view.name("<modality>"), scores.of(view).keySet());
    if (config.useful().isPresent()) {
      View plain = viewWithoutReference(config, modalities.size());
      check("useful needs every score " + plain.name("<modality>"), scores.of(plain).keySet());
    }
    if (config.reference() == Reference.HEADS) {
      check("reference heads needs every score head/<modality>", scores.heads().keySet());
    }
  }

  /** Throws unless there is a value of every modality and of nothing else. */
  void check(String need, Collection<String> given) {
    if (!Set.copyOf(given).equals(Set.copyOf(modalities))) {
      throw new IllegalArgumentException(
          "%s, of %s; got those of %s".formatted(need, modalities, given));
    }
  }

  /**
   * Returns {@code s ← β · s + (1 − β) · new} of every score, β the smoothing; the first value of a
   * score starts it, an undefined one leaves it.
   */
  Map<String, Double> smooth(Map<String, Double> before, ModalityScores scores) {
    double kept = config.smoothing();
    Map<String, Double> smoothed = new LinkedHashMap<>(before);
    scores
        .named()
        .forEach(
            (name, score) -> {
              if (Double.isFinite(score)) {
                smoothed.merge(name, score, (old, now) -> kept * old + (1 - kept) * now);
              }
            });
    return smoothed;
  }

  /** Returns the best score of every head so far. */
  static Map<String, Double> best(Map<String, Double> before, ModalityScores scores) {
    Map<String, Double> best = new LinkedHashMap<>(before);
    scores
        .heads()
        .forEach(
            (modality, score) -> {
              if (Double.isFinite(score)) {
                best.merge(modality, score, Math::max);
              }
            });
    return best;
  }

  /**
   * Returns the utilization rates of the smoothed scores, relative to the reference if there is
   * one; undefined if one of this epoch's own scores is, however well the epochs before were known.
   */
  UtilizationRates rates(
      ModalityScores scores, Map<String, Double> smoothed, Map<String, Double> bestHeads) {
    if (config.reference() == Reference.NONE) {
      return ratesWithoutReference(scores, smoothed);
    }
    Map<String, Double> references = config.reference() == Reference.HEADS ? bestHeads : unimodal;
    return UtilizationRates.fromUnimodal(
        fused(scores, smoothed), relative(compared(view, scores, smoothed), references));
  }

  /** Returns the utilization rates of the smoothed scores, whatever the reference. */
  UtilizationRates ratesWithoutReference(ModalityScores scores, Map<String, Double> smoothed) {
    View plain = viewWithoutReference(config, modalities.size());
    Map<String, Double> compared = compared(plain, scores, smoothed);
    return plain == View.WITHOUT
        ? UtilizationRates.fromWithout(fused(scores, smoothed), compared)
        : UtilizationRates.fromUnimodal(fused(scores, smoothed), compared);
  }

  private static double fused(ModalityScores scores, Map<String, Double> smoothed) {
    return ifDefined(scores.fused(), smoothed, ModalityScores.FULL);
  }

  private Map<String, Double> compared(
      View seen, ModalityScores scores, Map<String, Double> smoothed) {
    Map<String, Double> compared = new LinkedHashMap<>();
    for (String modality : modalities) {
      double score = value(scores.of(seen), modality);
      compared.put(modality, ifDefined(score, smoothed, seen.name(modality)));
    }
    return compared;
  }

  /**
   * Returns {@code S_m · r̄ / r_m}, r_m the reference of modality m and r̄ their mean: the score
   * that m would have if it were as far towards the mean reference as it is towards its own. NaN
   * unless every reference is positive.
   */
  private Map<String, Double> relative(Map<String, Double> scores, Map<String, Double> references) {
    double sum = 0;
    for (String modality : modalities) {
      double reference = value(references, modality);
      sum += reference > 0 ? reference : Double.NaN;
    }
    double mean = sum / modalities.size();
    Map<String, Double> relative = new LinkedHashMap<>();
    scores.forEach(
        (modality, score) -> relative.put(modality, score * mean / value(references, modality)));
    return relative;
  }

  private static double ifDefined(double score, Map<String, Double> smoothed, String name) {
    return Double.isFinite(score) ? value(smoothed, name) : Double.NaN;
  }

  private static double value(Map<String, Double> values, String name) {
    return values.getOrDefault(name, Double.NaN);
  }
}
