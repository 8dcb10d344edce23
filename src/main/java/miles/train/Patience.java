package miles.train;

import miles.config.TrainingConfig;

/**
 * The counters of early stopping, with the meanings of Keras: an epoch improves if its score minus
 * {@code min_delta} exceeds the best; training stops when {@code patience} epochs in a row did not
 * improve, but never after the first epoch.
 *
 * @param best the score to exceed
 * @param waited epochs since the last improvement
 */
public record Patience(double best, int waited) {

  /** Before the first epoch. */
  static final Patience FRESH = new Patience(Double.NEGATIVE_INFINITY, 0);

  /** Returns the counters after one more epoch; a score that is not a number is no improvement. */
  Patience after(double score, double minDelta) {
    return score - minDelta > best ? new Patience(score, 0) : new Patience(best, waited + 1);
  }

  /** Returns whether training stops after this epoch. */
  boolean exhausted(TrainingConfig.EarlyStopping config, int epoch) {
    return epoch > 1 && waited > 0 && waited >= config.patience();
  }
}
