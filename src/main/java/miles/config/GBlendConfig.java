package miles.config;

/**
 * The parameters of G-Blend: w_k ∝ G_k / O_k². Source: arXiv 1905.12681.
 *
 * @param mode whether weights are measured once or again and again
 * @param superEpoch in {@code online} mode, the epochs over which G and O are measured, and which
 *     the weights hold for
 */
public record GBlendConfig(
    @Default("online") Mode mode, @Default("10") @Allowed(min = 1) int superEpoch) {

  /** When the weights are measured. */
  public enum Mode {
    /** Before every super-epoch, over as many epochs. */
    ONLINE,
    /** Before the first epoch alone, over all epochs of the run. */
    OFFLINE
  }

  public GBlendConfig {
    Check.values(GBlendConfig.class, mode, superEpoch);
  }
}
