package miles.config;

/**
 * The parameters of MMPareto. Source: arXiv 2405.17730.
 *
 * @param gamma the factor γ of the joined gradient of an encoder
 */
public record MmparetoConfig(@Default("1.5") @Allowed(above = 0) double gamma) {

  public MmparetoConfig {
    Check.values(MmparetoConfig.class, gamma);
  }
}
