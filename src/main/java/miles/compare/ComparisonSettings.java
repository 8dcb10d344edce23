package miles.compare;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import miles.config.BalanceConfig.Method;
import miles.interop.Trust;

/**
 * What is compared.
 *
 * @param runFile the run file
 * @param overrides texts {@code key.path=value} that override it in every run
 * @param methods the methods, in the order in which they are shown
 * @param seeds runs of every variant: their seeds are 1 … seeds
 * @param grid texts {@code key=value,value}: every combination of values is a variant of the
 *     methods that read the keys
 * @param trials trials in which every method is tuned; empty: none is
 * @param out the folder of the runs and the results
 * @param jobs runs at a time
 * @param trust whether SavedModels that runs take encoders out of are checked
 */
public record ComparisonSettings(
    Path runFile,
    List<String> overrides,
    List<Method> methods,
    int seeds,
    List<String> grid,
    Optional<Integer> trials,
    Path out,
    int jobs,
    Trust trust) {

  /**
   * @throws ComparisonException if a number is too small, if there is no method, if both a grid and
   *     trials are given, or if an override is of a key that the comparison itself decides
   */
  public ComparisonSettings {
    overrides = List.copyOf(overrides);
    methods = List.copyOf(methods);
    grid = List.copyOf(grid);
    requireAtLeast("--seeds", seeds, 1);
    trials.ifPresent(count -> requireAtLeast("--tune", count, 1));
    requireAtLeast("--jobs", jobs, 1);
    overrides.forEach(ComparisonSettings::refuseOwnKey);
    if (methods.isEmpty()) {
      throw new ComparisonException("--methods: name one at least.");
    }
    if (trials.isPresent() && !grid.isEmpty()) {
      throw new ComparisonException(
          "--tune and --grid exclude each other: one chooses the parameters that the other would show. Leave one out.");
    }
  }

  private static void refuseOwnKey(String override) {
    String key = override.split("=", 2)[0].strip();
    if (Plan.OWN_KEYS.contains(key)) {
      throw new ComparisonException(
          "--set %s: a comparison decides %s itself; see --methods and --seeds. Leave it out."
              .formatted(override, key));
    }
  }

  private static void requireAtLeast(String option, int value, int least) {
    if (value < least) {
      throw new ComparisonException(
          "%s %d is not allowed; allowed: a whole number of at least %d."
              .formatted(option, value, least));
    }
  }
}
