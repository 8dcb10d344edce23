package miles.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;

/**
 * The trials of {@code --tune}: as many for every method, so that no method is tuned more than
 * another. The first trial is the run file as it is; a key that two methods share has the same
 * value in the trials of the same number.
 */
final class RandomSearch {

  private RandomSearch() {}

  /**
   * Returns the trials of a method.
   *
   * @param base the run file's settings for the method
   * @param trials how many, at least 1
   * @param seed the seed of the draws
   */
  static List<Variant> trials(Method method, RunConfig base, int trials, long seed) {
    List<Variant> variants = new ArrayList<>();
    variants.add(new Variant(method, Map.of()));
    for (int trial = 1; trial < trials; trial++) {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (TuningRange range : TuningRanges.of(method, base)) {
        parameters.put(range.key(), range.draw(seed, trial));
      }
      variants.add(new Variant(method, parameters));
    }
    return variants;
  }
}
