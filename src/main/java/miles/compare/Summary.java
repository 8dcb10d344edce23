package miles.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import miles.config.BalanceConfig.Method;
import miles.config.Score;

/**
 * What a comparison says.
 *
 * @param name the run file's name
 * @param score the task's score
 * @param modalities the modalities in order
 * @param seeds the seeds of every variant
 * @param tuning how parameters were tuned; empty if they were not
 * @param variants every variant over the seeds, in the order of the command line
 * @param differences every variant against the variants of {@code uniform} and {@code joint} that
 *     share its parameters, in every score on the test split that both have
 */
public record Summary(
    String name,
    Score score,
    List<String> modalities,
    List<Long> seeds,
    Optional<Tuning> tuning,
    List<VariantSummary> variants,
    List<Difference> differences) {

  private static final List<Method> BASELINES = List.of(Method.UNIFORM, Method.JOINT);
  private static final long RESAMPLING_SEED = 1;

  public Summary {
    modalities = List.copyOf(modalities);
    seeds = List.copyOf(seeds);
    variants = List.copyOf(variants);
    differences = List.copyOf(differences);
  }

  /**
   * How parameters were tuned.
   *
   * @param trials the trials of every method
   * @param seed the seed of the trials' runs and of their draws
   */
  public record Tuning(int trials, long seed) {}

  /** Returns what each variant's runs add up to. */
  static List<VariantSummary> variants(Map<Variant, List<RunScore>> scores) {
    List<VariantSummary> variants = new ArrayList<>();
    scores.forEach((variant, runs) -> variants.add(variant(variant, runs)));
    return variants;
  }

  private static VariantSummary variant(Variant variant, List<RunScore> runs) {
    Map<String, Spread> measures = new LinkedHashMap<>();
    measures.put("validation", spread(runs, RunScore::validation));
    for (String measure : measures(runs)) {
      measures.put(measure, spread(runs, run -> value(run, measure)));
    }
    measures.put("best_epoch", spread(runs, run -> run.bestEpoch()));
    measures.put("seconds", spread(runs, RunScore::seconds));
    measures.put("seconds_per_step", spread(runs, RunScore::secondsPerStep));
    int diverged = (int) runs.stream().filter(Summary::diverged).count();
    return new VariantSummary(variant, runs.size(), diverged, measures);
  }

  private static Set<String> measures(List<RunScore> runs) {
    Set<String> measures = new LinkedHashSet<>();
    runs.forEach(run -> measures.addAll(run.test().keySet()));
    return measures;
  }

  private static boolean diverged(RunScore run) {
    return run.end() == RunScore.End.DIVERGED;
  }

  private static Spread spread(List<RunScore> runs, ToDoubleFunction<RunScore> value) {
    return Spread.of(runs.stream().filter(run -> !diverged(run)).mapToDouble(value).toArray());
  }

  /** Returns every variant against its baselines, from scores in the order of the same seeds. */
  static List<Difference> differences(Map<Variant, List<RunScore>> scores) {
    List<Difference> differences = new ArrayList<>();
    for (Method method : BASELINES) {
      for (Variant variant : scores.keySet()) {
        baseline(method, variant, scores.keySet())
            .ifPresent(against -> differences.addAll(between(variant, against, scores)));
      }
    }
    return differences;
  }

  private static Optional<Variant> baseline(Method method, Variant variant, Set<Variant> all) {
    if (variant.method() == method) {
      return Optional.empty();
    }
    List<Variant> candidates = all.stream().filter(each -> each.method() == method).toList();
    return candidates.size() == 1
        ? Optional.of(candidates.get(0))
        : candidates.stream()
            .filter(each -> each.parameters().equals(variant.sharedParameters()))
            .findFirst();
  }

  private static List<Difference> between(
      Variant variant, Variant baseline, Map<Variant, List<RunScore>> scores) {
    List<RunScore> ours = scores.getOrDefault(variant, List.of());
    List<RunScore> theirs = scores.getOrDefault(baseline, List.of());
    Set<String> both = measures(ours);
    both.retainAll(measures(theirs));
    return both.stream()
        .map(
            measure -> {
              PairedDifference paired =
                  PairedDifference.of(
                      values(ours, measure), values(theirs, measure), RESAMPLING_SEED);
              boolean less = measure.equals(RunScore.IMBALANCE);
              return new Difference(variant, baseline, measure, less ? paired.wonByLess() : paired);
            })
        .toList();
  }

  private static double[] values(List<RunScore> runs, String measure) {
    return runs.stream().mapToDouble(run -> value(run, measure)).toArray();
  }

  private static double value(RunScore run, String measure) {
    return run.test().getOrDefault(measure, Double.NaN);
  }
}
