package miles.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of MSLR: η_m = η · c_m, or η · c_m · S_m / mean(S_m of the last epochs). Source:
 * Yao and Mihalcea, Findings of ACL 2022.
 *
 * @param strategy whether the rates stay or follow the scores
 * @param factors the factor c_m of each modality's learning rate, by modality; 1 for those left out
 * @param window how many epochs the mean of the scores covers, the last one included
 * @param source where S_m comes from
 */
public record MslrConfig(
    @Default("dynamic") Strategy strategy,
    @Default("{}") @Allowed(above = 0) Map<String, Double> factors,
    @Default("5") @Allowed(min = 1) int window,
    @Default("masked") BalanceConfig.Source source) {

  /** How the rates are set. */
  public enum Strategy {
    /** Every rate is constant. */
    KEEP,
    /** Every rate follows the modality's validation score. */
    DYNAMIC
  }

  public MslrConfig {
    factors = Collections.unmodifiableMap(new LinkedHashMap<>(factors));
    Check.values(MslrConfig.class, strategy, factors, window, source);
  }
}
