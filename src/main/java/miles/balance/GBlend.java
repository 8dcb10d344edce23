package miles.balance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import miles.balance.Workbench.Trial;
import miles.config.GBlendConfig;
import miles.config.GBlendConfig.Mode;

/**
 * {@code g-blend}: the losses are weighed by how well each generalises.
 *
 * <pre>{@code
 * G_k = max(0, validation loss before − after)
 * O_k = (validation − training loss) after − before
 * w_k = (G_k / O_k²) / Σ_j (G_j / O_j²)       k: the fusion and each modality's head
 * }</pre>
 *
 * <p>Before and after a copy of the model is trained by loss k alone: for a super-epoch, or for
 * what is left of the run if that is shorter; {@code offline} for all epochs of the run. The heads
 * share no variable, so one copy is trained by all of them and another by the fused loss. Means
 * over samples are compared. O_k² counts as at least {@value #LEAST_GROWTH}²; if nothing
 * generalises, the weights stay, all equal at first. Source: arXiv 1905.12681; the bounds are ours.
 */
final class GBlend implements BalancingMethod {

  private static final double LEAST_GROWTH = 1e-3;

  private final GBlendConfig config;
  private final int epochs;
  private Map<String, Double> lossWeights;

  /**
   * @param losses the keys of all losses: the fusion and the modalities
   * @param config the parameters
   * @param epochs the epochs of the run
   */
  GBlend(Iterable<String> losses, GBlendConfig config, int epochs) {
    this.config = config;
    this.epochs = epochs;
    Map<String, Double> equal = new LinkedHashMap<>();
    losses.forEach(key -> equal.put(key, 1.0));
    equal.replaceAll((key, one) -> one / equal.size());
    this.lossWeights = Collections.unmodifiableMap(equal);
  }

  @Override
  public Map<String, Double> lossWeights() {
    return lossWeights;
  }

  @Override
  public double rateFactor(String group) {
    return 1;
  }

  @Override
  public void epochStarting(int epochsDone, Workbench workbench) {
    int length = config.mode() == Mode.ONLINE ? config.superEpoch() : epochs;
    if (epochsDone % length == 0) {
      int trained = Math.min(length, epochs - epochsDone);
      Trial fused = workbench.trial(only(true), trained);
      Trial heads = workbench.trial(only(false), trained);
      Map<String, Double> values = new LinkedHashMap<>();
      lossWeights
          .keySet()
          .forEach(key -> values.put(key, value(key.equals(FUSION) ? fused : heads, key)));
      lossWeights = normalised(values);
    }
  }

  private Map<String, Double> only(boolean fused) {
    Map<String, Double> weights = new LinkedHashMap<>();
    lossWeights.keySet().forEach(key -> weights.put(key, key.equals(FUSION) == fused ? 1.0 : 0.0));
    return weights;
  }

  /** Returns G_k / O_k², 0 if it is not a number. */
  static double value(Trial trial, String key) {
    double before = loss(trial.before().validation(), key);
    double after = loss(trial.after().validation(), key);
    double gain = Math.max(0, before - after);
    double growth =
        (after - loss(trial.after().train(), key)) - (before - loss(trial.before().train(), key));
    double value = gain / Math.pow(Math.max(Math.abs(growth), LEAST_GROWTH), 2);
    return Double.isFinite(value) ? value : 0;
  }

  private static double loss(Map<String, Double> losses, String key) {
    return losses.getOrDefault(key, Double.NaN);
  }

  private Map<String, Double> normalised(Map<String, Double> values) {
    double sum = values.values().stream().mapToDouble(value -> value).sum();
    if (!(sum > 0)) {
      return lossWeights;
    }
    values.replaceAll((key, value) -> value / sum);
    return Collections.unmodifiableMap(values);
  }

  @Override
  public void epochEnded(EpochScores scores) {}

  @Override
  public Map<String, Object> state() {
    return Map.of("weights", lossWeights);
  }

  @Override
  public void restore(Map<String, Object> state) {
    Map<String, Double> saved =
        new SavedState("G-Blend", state).numbers("weights", lossWeights.keySet());
    lossWeights = Collections.unmodifiableMap(saved);
  }
}
