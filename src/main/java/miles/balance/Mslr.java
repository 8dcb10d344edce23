package miles.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.BalanceConfig.Source;
import miles.config.MslrConfig;
import miles.config.MslrConfig.Strategy;
import miles.evaluate.ModalityScores;
import miles.graph.FusionGraph;

/**
 * {@code mslr}: every encoder has a learning rate of its own; fusion and heads keep theirs.
 *
 * <pre>{@code
 * keep      η_m = η · c_m
 * dynamic   η_m = η · c_m · S_m(e) / mean of S_m over the last N epochs, e included
 * }</pre>
 *
 * <p>S_m is the validation score of the modality's head, or of the fusion with the others masked,
 * and N the window. Before N epochs are done the mean covers those that are. A score that is not a
 * number is left out; where the mean is not positive the factor is c_m. Source: Yao and Mihalcea,
 * Findings of ACL 2022; what is done without a usable score is ours.
 */
final class Mslr implements BalancingMethod {

  private final MslrConfig config;
  private final Map<String, Double> lossWeights;
  private final Map<String, List<Double>> history = new LinkedHashMap<>();

  /**
   * @param lossWeights the weight of every loss, the same in every epoch
   * @param config the parameters
   * @param modalities the names of the modalities
   */
  Mslr(Map<String, Double> lossWeights, MslrConfig config, List<String> modalities) {
    this.lossWeights = lossWeights;
    this.config = config;
    modalities.forEach(modality -> history.put(modality, List.of()));
  }

  @Override
  public Map<String, Double> lossWeights() {
    return lossWeights;
  }

  @Override
  public double rateFactor(String group) {
    for (String modality : history.keySet()) {
      if (group.equals(FusionGraph.encoderGroup(modality))) {
        return config.factors().getOrDefault(modality, 1.0) * trend(modality);
      }
    }
    return 1;
  }

  /** Returns S_m(e) / mean of S_m; 1 if there is none. */
  private double trend(String modality) {
    List<Double> scores = history.getOrDefault(modality, List.of());
    double mean = scores.stream().mapToDouble(score -> score).average().orElse(0);
    return mean > 0 ? Math.max(0, scores.get(scores.size() - 1)) / mean : 1;
  }

  @Override
  public void epochEnded(EpochScores scores) {
    if (config.strategy() == Strategy.KEEP) {
      return;
    }
    ModalityScores validation = scores.validation();
    Map<String, Double> now =
        config.source() == Source.HEADS ? validation.heads() : validation.only();
    history.replaceAll(
        (modality, before) -> recent(before, now.getOrDefault(modality, Double.NaN)));
  }

  private List<Double> recent(List<Double> before, double score) {
    if (Double.isNaN(score)) {
      return before;
    }
    List<Double> all = new ArrayList<>(before);
    all.add(score);
    return List.copyOf(all.subList(Math.max(0, all.size() - config.window()), all.size()));
  }

  @Override
  public Map<String, Object> state() {
    return Map.of("scores", new LinkedHashMap<>(history));
  }

  @Override
  public void restore(Map<String, Object> state) {
    history.putAll(new SavedState("MSLR", state).series("scores", history.keySet()));
  }
}
