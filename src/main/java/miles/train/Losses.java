package miles.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Mean losses over some samples.
 *
 * @param total Σ_k weight_k · loss_k
 * @param parts the unweighted losses, by {@code fusion} and by modality for the heads; NaN for a
 *     modality that no sample has
 */
public record Losses(double total, Map<String, Double> parts) {

  public Losses {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
  }

  /** Returns whether every loss is a finite number. */
  boolean finite() {
    return Double.isFinite(total) && parts.values().stream().allMatch(Double::isFinite);
  }
}
