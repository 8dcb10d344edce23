package miles.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far an epoch is that was stopped between two of its steps.
 *
 * @param steps steps of the epoch that are done
 * @param losses sums of the batches' losses so far, by the keys of {@link Losses#parts}
 * @param seconds wall-clock time that they took
 */
public record EpochProgress(int steps, Map<String, Sum> losses, double seconds) {

  /** At the start of an epoch. */
  static final EpochProgress NONE = new EpochProgress(0, Map.of(), 0);

  /**
   * A sum over samples.
   *
   * @param total Σ loss
   * @param samples how many there are
   */
  public record Sum(double total, long samples) {}

  public EpochProgress {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
  }
}
