package miles.config;

/**
 * The parameters of the method against greedy learning. Source: arXiv 2202.05306.
 *
 * @param threshold the difference ε of the learning speeds, in powers of ten, that is tolerated
 * @param steps the steps Q for which the faster modality is then hidden from the fusion
 * @param warmupEpochs the epochs in which speeds are only measured
 */
public record GreedyConfig(
    @Default("0.01") @Allowed(min = 0) double threshold,
    @Default("5") @Allowed(min = 1) int steps,
    @Default("2") @Allowed(min = 0) int warmupEpochs) {

  public GreedyConfig {
    Check.values(GreedyConfig.class, threshold, steps, warmupEpochs);
  }
}
