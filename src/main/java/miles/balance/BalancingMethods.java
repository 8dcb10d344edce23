package miles.balance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import miles.config.BalanceConfig;
import miles.config.RunConfig;
import miles.schedule.MilesScheduler;

/** Makes the balancing method that a run file names. */
public final class BalancingMethods {

  private BalancingMethods() {}

  /**
   * Makes a run's balancing method.
   *
   * <pre>{@code
   * L = w_fusion · L(ŷ, y) + Σ_m w_m · L(ŷ_m, y)
   *
   * joint      w_fusion = 1, w_m = 0
   * uniform    w_fusion = 1, w_m = unimodal.weight
   * unimodal   w_fusion = 0, w_m = 1
   * g-blend    weights that it measures
   * others     as uniform; joint's loss if unimodal.weight is 0 or there are no heads
   * }</pre>
   *
   * @param config the run
   * @param unimodalScores gives the best score of every modality's unimodal run; asked only for
   *     {@code balance.miles.reference: unimodal}
   */
  public static BalancingMethod of(RunConfig config, Supplier<Map<String, Double>> unimodalScores) {
    BalanceConfig balance = config.balance();
    Map<String, Double> uniform = weights(config, 1, config.unimodal().weight());
    List<String> modalities = List.copyOf(config.modalities().keySet());
    return switch (balance.method()) {
      case JOINT -> new FixedMethod(weights(config, 1, 0));
      case UNIFORM -> new FixedMethod(uniform);
      case UNIMODAL -> new FixedMethod(weights(config, 0, 1));
      case MILES, MILES_PLUS -> miles(config, unimodalScores);
      case OGM -> new Ogm(uniform, balance.ogm(), false);
      case OGM_GE -> new Ogm(uniform, balance.ogm(), true);
      case MSLR -> new Mslr(uniform, balance.mslr(), modalities);
      case AGM -> new Agm(uniform, balance.agm());
      case MMPARETO -> new Mmpareto(uniform, balance.mmpareto());
      case MSES -> new Mses(uniform, balance.mses(), modalities);
      case G_BLEND -> new GBlend(uniform.keySet(), balance.gBlend(), config.training().epochs());
      case GREEDY -> new Greedy(uniform, balance.greedy());
      case PMR -> new Pmr(uniform, balance.pmr());
    };
  }

  private static BalancingMethod miles(
      RunConfig config, Supplier<Map<String, Double>> unimodalScores) {
    BalanceConfig.Miles miles = config.balance().milesRule().orElseThrow();
    boolean needsUnimodal = config.balance().needsUnimodalRun();
    List<String> modalities = List.copyOf(config.modalities().keySet());
    MilesScheduler scheduler =
        new MilesScheduler(miles, modalities, needsUnimodal ? unimodalScores.get() : Map.of());
    return new Miles(scheduler, miles, weights(config, 1, config.unimodal().weight()));
  }

  private static Map<String, Double> weights(RunConfig config, double fusion, double heads) {
    Map<String, Double> weights = new LinkedHashMap<>();
    weights.put(BalancingMethod.FUSION, fusion);
    if (config.unimodal().heads()) {
      config.modalities().keySet().forEach(modality -> weights.put(modality, heads));
    }
    return weights;
  }
}
