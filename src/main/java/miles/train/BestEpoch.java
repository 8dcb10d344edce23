package miles.train;

/**
 * The epoch with the largest score so far; of equal ones the first.
 *
 * @param epoch the epoch, counted from 1; 0 before the first
 * @param score its score; negative infinity before the first
 */
public record BestEpoch(int epoch, double score) {

  /** Before the first epoch. */
  static final BestEpoch NONE = new BestEpoch(0, Double.NEGATIVE_INFINITY);

  /** Returns the better of this and the given epoch; a score that is not a number never wins. */
  BestEpoch or(int newEpoch, double newScore) {
    double comparable = Double.isNaN(newScore) ? Double.NEGATIVE_INFINITY : newScore;
    return epoch == 0 || comparable > score ? new BestEpoch(newEpoch, comparable) : this;
  }
}
