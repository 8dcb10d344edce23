package miles.config;

/**
 * The parameters of PMR. Source: arXiv 2211.07089.
 *
 * @param alpha the weight α of the prototypes' loss of the modality that is behind
 * @param weight how much of α a modality that is behind gets
 * @param momentum the share of the old prototypes that is kept after an epoch
 * @param entropy the weight μ of the entropy that a modality that is ahead is rewarded for
 * @param entropyEpochs the epochs, from the first, in which it is
 */
public record PmrConfig(
    @Default("0.6") @Allowed(min = 0) double alpha,
    @Default("clipped") Weight weight,
    @Default("0.5") @Allowed(min = 0, below = 1) double momentum,
    @Default("0") @Allowed(min = 0) double entropy,
    @Default("5") @Allowed(min = 0) int entropyEpochs) {

  /** How much of α a modality that is behind gets. */
  public enum Weight {
    /** By how far it is behind: α · min(1 / ρ − 1, 1), as in the paper. */
    CLIPPED,
    /** All of it, as in the authors' code. */
    WHOLE
  }

  public PmrConfig {
    Check.values(PmrConfig.class, alpha, weight, momentum, entropy, entropyEpochs);
  }
}
