package miles.config;

/**
 * The parameters of AGM: κ_m = exp(α · min(τ_m − r_m, cap)). Source: arXiv 2308.07686; the cap is
 * that of the authors' code.
 *
 * @param alpha the strength α
 * @param cap the most that τ_m − r_m counts; α · cap is at most 80, so that κ_m is a finite number
 */
public record AgmConfig(
    @Default("1") @Allowed(min = 0) double alpha, @Default("10") @Allowed(above = 0) double cap) {

  /** exp(80) is a float32 with room above it. */
  private static final double GREATEST_EXPONENT = 80;

  public AgmConfig {
    Check.values(AgmConfig.class, alpha, cap);
    new Check()
        .that(
            alpha * cap <= GREATEST_EXPONENT,
            "cap",
            cap,
            "at most 80 / alpha, here %s, so that exp(alpha · cap) is a finite number"
                .formatted(GREATEST_EXPONENT / alpha))
        .done();
  }
}
