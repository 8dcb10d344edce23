package miles.schedule;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;
import miles.config.BalanceConfig;
import miles.config.BalanceConfig.Direction;
import miles.evaluate.ModalityScores;
import miles.evaluate.UtilizationRates;
import miles.schedule.MilesDecision.Reason;

/**
 * MILES: after every epoch, slows the modality that the fused prediction relies on too much, or
 * speeds up the one that it relies on too little.
 *
 * <pre>{@code
 * u_m = (S − S_{−m}) / S                    utilization rate of modality m
 * δ   = max_m u_m − min_m u_m               gap, |u_A − u_B| for two modalities
 *
 * δ ≤ τ, or all u_m < 0   →  factor_m = 1   for every m
 * otherwise               →  factor_m = μ   if u_m − min_k u_k > τ, else 1
 *                   boost:   factor_m = 1/μ if max_k u_k − u_m > τ, else 1
 * }</pre>
 *
 * <ul>
 *   <li>S: score of the fused prediction; S_{−m}: score without modality m, which for two
 *       modalities is the other's unimodal score, from heads or masks. The larger the better.
 *   <li>τ: threshold, 0 or more (0.2); μ: reduction, more than 0, at most 1 (0.5).
 *   <li>useful: the u_k that helps decide, in min or as what is boosted, must exceed it.
 *   <li>factor_m multiplies the learning rate of encoder m during the next epoch. It is decided
 *       anew every epoch. The fusion and the unimodal heads keep theirs.
 * </ul>
 *
 * <p>A score that is not a number, or S ≤ 0, changes nothing. Source: arXiv 2510.17394 for two
 * modalities; more modalities, boost, cumulative factors, smoothing, references and usefulness:
 * ours, docs/decisions/0003-miles-where-the-paper-is-silent.md.
 *
 * <p>The scheduler itself never changes; everything it remembers is in {@link MilesState}.
 */
public final class MilesScheduler {

  /** Scores are fractions of samples: a gap that is τ on paper must not exceed it by rounding. */
  private static final double ROUNDING = 1e-9;

  private final BalanceConfig.Miles config;
  private final List<String> modalities;
  private final Evidence evidence;

  /**
   * @param config the parameters
   * @param modalities at least two modalities
   * @param unimodal for {@code reference: unimodal}, the best score of every modality's unimodal
   *     run; not read otherwise, so it may be empty
   * @throws IllegalArgumentException if there are fewer than two modalities, or the reference is
   *     unimodal and a modality has no score
   */
  public MilesScheduler(
      BalanceConfig.Miles config, List<String> modalities, Map<String, Double> unimodal) {
    if (modalities.size() < 2) {
      throw new IllegalArgumentException("MILES needs two modalities or more, got " + modalities);
    }
    this.config = config;
    this.modalities = List.copyOf(modalities);
    this.evidence = new Evidence(config, modalities, unimodal);
  }

  /** Returns the state before the first epoch: every factor is 1. */
  public MilesState initialState() {
    return MilesState.initial(modalities);
  }

  /**
   * Decides the factors of the next epoch.
   *
   * @param state the state after the epoch before
   * @param scores what the epoch scored; needs {@code heads} for source heads and for reference
   *     heads, {@code without} for source masked, {@code only} for source masked with a reference,
   *     then {@code without} too if only useful modalities are helped
   * @throws IllegalArgumentException if those are missing, or the state is of other modalities
   */
  public MilesDecision decide(MilesState state, ModalityScores scores) {
    evidence.check("the state needs every factor", state.factors().keySet());
    evidence.check(scores);
    Map<String, Double> smoothed = evidence.smooth(state.smoothed(), scores);
    Map<String, Double> bestHeads = Evidence.best(state.bestHeads(), scores);
    UtilizationRates rates = evidence.rates(scores, smoothed, bestHeads);
    UtilizationRates plain = evidence.ratesWithoutReference(scores, smoothed);
    Optional<Reason> unchanged = unchanged(rates, plain);
    List<String> changed = unchanged.isPresent() ? List.of() : changed(rates, useful(plain));
    Reason reason = unchanged.orElseGet(() -> changed.isEmpty() ? Reason.NOT_USEFUL : acted());
    Map<String, Double> factors = factors(state.factors(), changed);
    return new MilesDecision(new MilesState(smoothed, bestHeads, factors), rates, reason, changed);
  }

  /** Returns the modalities that are helped when they are the weaker ones. */
  private List<String> useful(UtilizationRates plain) {
    return config
        .useful()
        .map(least -> where(plain, rate -> rate > least + ROUNDING))
        .orElse(modalities);
  }

  /** Returns why nothing changes, whoever is useful; empty if something may. */
  private Optional<Reason> unchanged(UtilizationRates rates, UtilizationRates plain) {
    if (!rates.defined() || (config.useful().isPresent() && !plain.defined())) {
      return Optional.of(Reason.UNDEFINED);
    }
    if (!exceedsThreshold(rates.gap())) {
      return Optional.of(Reason.WITHIN_THRESHOLD);
    }
    return rates.allNegative() ? Optional.of(Reason.ALL_NEGATIVE) : Optional.empty();
  }

  private Reason acted() {
    return config.direction() == Direction.REDUCE ? Reason.REDUCED : Reason.BOOSTED;
  }

  /**
   * Returns those that are more than τ ahead of a useful one, or the useful ones that are more than
   * τ behind the first.
   */
  private List<String> changed(UtilizationRates rates, List<String> useful) {
    if (config.direction() == Direction.BOOST) {
      return where(rates, rate -> exceedsThreshold(rates.max() - rate)).stream()
          .filter(useful::contains)
          .toList();
    }
    double least =
        useful.stream()
            .mapToDouble(modality -> rates.rates().getOrDefault(modality, Double.NaN))
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    return where(rates, rate -> exceedsThreshold(rate - least));
  }

  private static List<String> where(UtilizationRates rates, DoublePredicate condition) {
    return rates.rates().entrySet().stream()
        .filter(rate -> condition.test(rate.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean exceedsThreshold(double gap) {
    return gap > config.threshold() + ROUNDING;
  }

  private Map<String, Double> factors(Map<String, Double> before, List<String> changed) {
    double change =
        config.direction() == Direction.REDUCE ? config.reduction() : 1 / config.reduction();
    Map<String, Double> factors = new LinkedHashMap<>();
    before.forEach(
        (modality, factor) -> {
          double start = config.cumulative() ? factor : 1;
          factors.put(modality, changed.contains(modality) ? start * change : start);
        });
    return factors;
  }
}
