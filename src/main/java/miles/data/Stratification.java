package miles.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miles.data.DataSummary.Modality;

/**
 * Warns of splits that are not drawn alike.
 *
 * <p>With p the share of something in the training split and k of the n rows of another split, a
 * difference is strong if it is both large, k/n beyond a factor of {@value #FACTOR} of p, and more
 * than chance, |k − np| over {@value #DEVIATIONS} · √(np(1 − p)). What does not occur at all in a
 * split is always worth a warning: scores of it are undefined there.
 *
 * @param rows rows of each split
 */
record Stratification(Map<Split, Integer> rows) {

  private static final double FACTOR = 1.5;
  private static final double DEVIATIONS = 3;

  /** Returns warnings for classes whose share differs. */
  List<String> classes(Map<String, Map<Split, Integer>> classes) {
    List<String> warnings = new ArrayList<>();
    classes.forEach((name, counts) -> compare("class \"" + name + "\"", counts, warnings));
    return warnings;
  }

  /** Returns warnings for modalities whose share of rows differs. */
  List<String> modalities(List<Modality> modalities) {
    List<String> warnings = new ArrayList<>();
    for (Modality modality : modalities) {
      compare("modality " + modality.name(), modality.present(), warnings);
    }
    return warnings;
  }

  private void compare(String what, Map<Split, Integer> counts, List<String> warnings) {
    int train = rows.getOrDefault(Split.TRAIN, 0);
    double expected = (double) counts.getOrDefault(Split.TRAIN, 0) / Math.max(1, train);
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      int size = rows.getOrDefault(split, 0);
      int count = counts.getOrDefault(split, 0);
      boolean missing = expected > 0 && count == 0;
      if (size > 0 && (missing || differs(expected, count, size))) {
        warnings.add(
            "%s: %.1f %% of split %s, but %.1f %% of split train. Draw the splits alike, or scores will mislead."
                .formatted(what, 100.0 * count / size, split.word(), 100 * expected));
      }
    }
  }

  private static boolean differs(double expected, int count, int size) {
    double mean = size * expected;
    boolean large = count > FACTOR * mean || count * FACTOR < mean;
    return large
        && Math.abs(count - mean) > DEVIATIONS * Math.sqrt(mean * (1 - Math.min(1, expected)));
  }
}
