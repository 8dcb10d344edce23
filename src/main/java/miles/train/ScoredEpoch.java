package miles.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An epoch and how good it is, for the choice of the best.
 *
 * @param epoch the epoch, counted from 1; 0 before the first
 * @param score what the monitor gave for it; negative infinity before the first
 * @param scores its validation scores by prediction, as in {@code epochs.csv}
 */
public record ScoredEpoch(int epoch, double score, Map<String, Double> scores) {

  /** Before the first epoch. */
  static final ScoredEpoch NONE = new ScoredEpoch(0, Double.NEGATIVE_INFINITY, Map.of());

  public ScoredEpoch {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }

  /**
   * Returns the better of this and a later epoch, of equal ones this; a score that is not a number
   * never wins.
   */
  ScoredEpoch orBetter(ScoredEpoch later) {
    boolean scored = !Double.isNaN(later.score);
    return epoch == 0 || (scored && !(later.score <= score)) ? later : this;
  }
}
