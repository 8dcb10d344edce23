package miles.config;

/**
 * The parameters of MSES: l_m ← s · l_m + (1 − s) · new. Source: Fujimori et al., ACPR 2019.
 *
 * @param smoothing the share s of the smoothed validation loss that is kept
 * @param patience the epochs without a new best that are waited for; one more freezes the encoder
 */
public record MsesConfig(
    @Default("0.6") @Allowed(min = 0, below = 1) double smoothing,
    @Default("10") @Allowed(min = 0) int patience) {

  public MsesConfig {
    Check.values(MsesConfig.class, smoothing, patience);
  }
}
