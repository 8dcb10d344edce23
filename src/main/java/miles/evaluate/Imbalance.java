package miles.evaluate;

import java.util.Collections;
import java.util.Map;

/** How far apart the modalities are. */
public final class Imbalance {

  private Imbalance() {}

  /**
   * Returns max_m S_m − min_m S_m of the unimodal scores S_m by modality.
   *
   * @return 0 (balanced) or more, in the score's unit; NaN if a score is NaN or there are none
   */
  public static double of(Map<String, Double> unimodal) {
    if (unimodal.isEmpty() || unimodal.containsValue(Double.NaN)) {
      return Double.NaN;
    }
    return Collections.max(unimodal.values()) - Collections.min(unimodal.values());
  }
}
