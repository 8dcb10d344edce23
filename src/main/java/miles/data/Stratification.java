package miles.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import miles.data.DataSummary.Modality;

/**
 * Warns of splits that are not drawn alike.
 *
 * <p>With p of n training rows and q of m rows of another split having something, as shares, a
 * difference is strong if it is both large, q beyond a factor of {@value #FACTOR} of p, and more
 * than chance, |p − q| over {@value #DEVIATIONS} · √(r(1 − r)(1/n + 1/m)) with r the share in both
 * together. What does not occur at all in a split is always worth a warning: scores of it are
 * undefined there.
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
    for (Split split : List.of(Split.VALIDATION, Split.TEST)) {
      double train = share(counts, Split.TRAIN);
      double other = share(counts, split);
      boolean missing = train > 0 && other == 0;
      if (size(split) > 0 && (missing || isStrong(train, other, size(split)))) {
        warnings.add(
            "%s: %.1f %% of split %s, but %.1f %% of split train. Draw the splits alike, or scores will mislead."
                .formatted(what, 100 * other, split.word(), 100 * train));
      }
    }
  }

  private boolean isStrong(double train, double other, int size) {
    double both = (train * size(Split.TRAIN) + other * size) / (size(Split.TRAIN) + size);
    double chance = Math.sqrt(both * (1 - both) * (1.0 / size(Split.TRAIN) + 1.0 / size));
    boolean large = other > FACTOR * train || other * FACTOR < train;
    return large && Math.abs(train - other) > DEVIATIONS * chance;
  }

  private double share(Map<Split, Integer> counts, Split split) {
    return (double) counts.getOrDefault(split, 0) / Math.max(1, size(split));
  }

  private int size(Split split) {
    return rows.getOrDefault(split, 0);
  }
}
