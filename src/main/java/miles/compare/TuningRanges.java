package miles.compare;

import java.util.ArrayList;
import java.util.List;
import miles.compare.TuningRange.Scale;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;

/**
 * What {@code --tune} tunes: of every method the learning rate, from a quarter of the run file's to
 * four times as much, the weight of the heads' losses where the method reads it, and the method's
 * own parameters in the ranges that stand here.
 */
public final class TuningRanges {

  private static final double RATE_FACTOR = 4;

  private TuningRanges() {}

  /**
   * Returns the ranges of a method.
   *
   * @param base the run file's settings for the method
   */
  public static List<TuningRange> of(Method method, RunConfig base) {
    List<TuningRange> ranges = new ArrayList<>();
    double rate = base.optimizer().learningRate();
    ranges.add(
        new TuningRange(
            "optimizer.learning_rate", rate / RATE_FACTOR, rate * RATE_FACTOR, Scale.LOGARITHMIC));
    boolean heads = base.unimodal().heads() && base.unimodal().weight() > 0;
    if (heads && method.readsUnimodalWeight()) {
      ranges.add(new TuningRange("unimodal.weight", 0.25, 4, Scale.LOGARITHMIC));
    }
    ranges.addAll(own(method));
    return List.copyOf(ranges);
  }

  private static List<TuningRange> own(Method method) {
    return switch (method) {
      case JOINT, UNIFORM, UNIMODAL, MILES_PLUS -> List.of();
      case MILES ->
          List.of(
              new TuningRange("balance.miles.threshold", 0.02, 0.4, Scale.LINEAR),
              new TuningRange("balance.miles.reduction", 0.1, 0.9, Scale.LINEAR));
      case OGM, OGM_GE -> List.of(new TuningRange("balance.ogm.alpha", 0.1, 1, Scale.LOGARITHMIC));
      case MSLR -> List.of(new TuningRange("balance.mslr.window", 2, 10, Scale.WHOLE));
      case MSES ->
          List.of(
              new TuningRange("balance.mses.smoothing", 0.2, 0.9, Scale.LINEAR),
              new TuningRange("balance.mses.patience", 2, 15, Scale.WHOLE));
      case G_BLEND -> List.of(new TuningRange("balance.g_blend.super_epoch", 2, 15, Scale.WHOLE));
      case GREEDY ->
          List.of(
              new TuningRange("balance.greedy.threshold", 0.001, 0.1, Scale.LOGARITHMIC),
              new TuningRange("balance.greedy.steps", 2, 20, Scale.WHOLE));
      case PMR ->
          List.of(
              new TuningRange("balance.pmr.alpha", 0.1, 2, Scale.LOGARITHMIC),
              new TuningRange("balance.pmr.momentum", 0.1, 0.9, Scale.LINEAR));
      case AGM -> List.of(new TuningRange("balance.agm.alpha", 0.2, 5, Scale.LOGARITHMIC));
      case MMPARETO -> List.of(new TuningRange("balance.mmpareto.gamma", 1, 2, Scale.LINEAR));
    };
  }
}
