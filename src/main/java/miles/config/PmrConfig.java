package miles.config;

/**
 * The parameters of PMR. Source: arXiv 2211.07089.
 *
 * @param alpha the weight α of the prototypes' loss of the modality that is behind
 * @param momentum the share of the old prototypes that is kept after an epoch
 */
public record PmrConfig(
    @Default("0.6") @Allowed(min = 0) double alpha,
    @Default("0.5") @Allowed(min = 0, below = 1) double momentum) {

  public PmrConfig {
    Check.values(PmrConfig.class, alpha, momentum);
  }
}
