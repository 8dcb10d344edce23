package miles.config;

/**
 * The parameters of OGM and OGM-GE: {@code k_m = 1 − tanh(α · ρ_m)} if {@code ρ_m > 1}, else 1.
 * Source: arXiv 2203.15332, which publishes no value of α; 0.3 is ours.
 *
 * @param alpha the strength α
 * @param source where the probability of a sample's label comes from
 * @param parameters which gradients are changed
 */
public record OgmConfig(
    @Default("0.3") @Allowed(min = 0) double alpha,
    @Default("masked") BalanceConfig.Source source,
    @Default("kernels") Parameters parameters) {

  /** Which of an encoder's gradients are changed. */
  public enum Parameters {
    /** Those of kernels, variables of two axes or more, as in the authors' code. */
    KERNELS,
    /** All. */
    ALL
  }

  public OgmConfig {
    Check.values(OgmConfig.class, alpha, source, parameters);
  }
}
