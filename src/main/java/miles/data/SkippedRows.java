package miles.data;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of a manifest that could not be used and were left out. */
public final class SkippedRows {

  /** No row was left out. */
  public static final SkippedRows NONE = new SkippedRows(new BitSet(), List.of());

  private final BitSet lines;
  private final List<String> reasons;

  private SkippedRows(BitSet lines, List<String> reasons) {
    this.lines = lines;
    this.reasons = List.copyOf(reasons);
  }

  /** Returns the number of rows. */
  public int count() {
    return lines.cardinality();
  }

  /**
   * Returns what is wrong with the first of them, at most {@link DataException#SHOWN} sentences.
   */
  public List<String> reasons() {
    return reasons;
  }

  /** Returns these rows and those at fault in what was found. */
  SkippedRows and(BitSet more, List<String> why) {
    BitSet all = (BitSet) lines.clone();
    all.or(more);
    List<String> first = new ArrayList<>(reasons);
    why.stream().limit(DataException.SHOWN - first.size()).forEach(first::add);
    return new SkippedRows(all, first);
  }

  /** Returns whether the row that starts at a line was left out. */
  boolean has(long line) {
    return line <= Integer.MAX_VALUE && lines.get((int) line);
  }

  /** Returns the lines of the rows, which name the data that are left. */
  String key() {
    return lines.stream().mapToObj(Integer::toString).collect(Collectors.joining(","));
  }
}
