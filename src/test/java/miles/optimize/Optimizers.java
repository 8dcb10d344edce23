package miles.optimize;

import java.util.List;
import miles.config.OptimizerConfig;

/** The optimizers under test. */
final class Optimizers {

  private Optimizers() {}

  static List<OptimizerConfig> all(double weightDecay, double clipNorm) {
    return List.of(
        new OptimizerConfig.GradientDescent(0.1, weightDecay, clipNorm),
        new OptimizerConfig.Momentum(0.1, 0.9, weightDecay, clipNorm),
        adam(weightDecay, clipNorm),
        adamW(weightDecay, clipNorm));
  }

  static OptimizerConfig adam(double weightDecay, double clipNorm) {
    return new OptimizerConfig.Adam(0.1, 0.9, 0.999, 1e-7, weightDecay, clipNorm);
  }

  static OptimizerConfig adamW(double weightDecay, double clipNorm) {
    return new OptimizerConfig.AdamW(0.1, 0.9, 0.999, 1e-7, weightDecay, clipNorm);
  }
}
