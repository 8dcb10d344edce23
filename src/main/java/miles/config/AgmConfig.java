package miles.config;

/**
 * The parameters of AGM: κ_m = exp(α · min(τ_m − r_m, cap)). Source: arXiv 2308.07686; the cap is
 * that of the authors' code.
 *
 * @param alpha the strength α
 * @param cap the most that τ_m − r_m counts
 */
public record AgmConfig(
    @Default("1") @Allowed(min = 0) double alpha, @Default("10") @Allowed(above = 0) double cap) {

  public AgmConfig {
    Check.values(AgmConfig.class, alpha, cap);
  }
}
