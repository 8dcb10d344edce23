package miles.data.published;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import miles.data.Shuffle;
import miles.data.Split;

/**
 * Splits that are drawn where the publisher has none. Same seed, same split; what belongs together
 * stays together.
 */
final class Holdout {

  /** Of everything that is drawn here. */
  static final long SEED = 20_170_724;

  private Holdout() {}

  /**
   * Draws a share of every label's rows, group by group.
   *
   * <p>The groups of a label are shuffled, and taken while the label's rows that are taken, with
   * half of the next group, stay below the share. A label with two groups or more gives at least
   * one group, and keeps at least one.
   *
   * @param labels of every row
   * @param groups of every row: rows of a group go the same way, with the label of the first
   * @param share of each label's rows, between 0 and 1
   * @return whether a row is drawn
   */
  static boolean[] draw(List<String> labels, long[] groups, double share) {
    Map<Long, List<Integer>> rows = new LinkedHashMap<>();
    for (int row = 0; row < groups.length; row++) {
      rows.computeIfAbsent(groups[row], group -> new ArrayList<>()).add(row);
    }
    Map<String, List<List<Integer>>> byLabel = new TreeMap<>();
    rows.values()
        .forEach(
            group ->
                byLabel
                    .computeIfAbsent(labels.get(group.get(0)), label -> new ArrayList<>())
                    .add(group));
    boolean[] drawn = new boolean[groups.length];
    int label = 0;
    for (List<List<Integer>> choice : byLabel.values()) {
      draw(choice, Shuffle.order(SEED, label, choice.size()), share, drawn);
      label++;
    }
    return drawn;
  }

  private static void draw(List<List<Integer>> groups, int[] order, double share, boolean[] drawn) {
    double wanted = share * groups.stream().mapToInt(List::size).sum();
    int taken = 0;
    for (int i = 0; i < order.length - 1; i++) {
      List<Integer> group = groups.get(order[i]);
      if (i > 0 && taken + group.size() / 2.0 > wanted) {
        return;
      }
      group.forEach(row -> drawn[row] = true);
      taken += group.size();
    }
  }

  /**
   * Gives every name a split: a tenth of them, rounded, is validation, a fifth is test, and each
   * split has at least one.
   *
   * @param names all different, at least three
   */
  static Map<String, Split> byName(List<String> names) {
    List<String> sorted = names.stream().sorted().toList();
    int[] order = Shuffle.order(SEED, 0, sorted.size());
    int validation = Math.max(1, (int) Math.round(0.1 * order.length));
    int test = Math.max(1, (int) Math.round(0.2 * order.length));
    Map<String, Split> splits = new TreeMap<>();
    Arrays.stream(order).forEach(i -> splits.put(sorted.get(i), Split.TRAIN));
    for (int i = 0; i < validation + test; i++) {
      splits.put(sorted.get(order[i]), i < validation ? Split.VALIDATION : Split.TEST);
    }
    return splits;
  }
}
