package miles.config;

/**
 * Unimodal predictions.
 *
 * @param heads whether every modality has a linear head of its own
 * @param weight weight w of every head's loss in L = L(ŷ, y) + w · Σ_m L(ŷ_m, y); arXiv 2510.17394
 *     has w = 1
 * @param mask what stands for a masked or absent modality's embedding
 */
public record UnimodalConfig(
    @Default("true") boolean heads,
    @Default("1") @Allowed(min = 0) double weight,
    @Default("mean") Mask mask) {

  /** What stands for a masked or absent modality's embedding. */
  public enum Mask {
    /** The running mean of the embedding over the training batches. */
    MEAN,
    /** Zero. */
    ZERO
  }

  public UnimodalConfig {
    Check.values(UnimodalConfig.class, heads, weight, mask);
  }
}
