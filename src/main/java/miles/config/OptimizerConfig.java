package miles.config;

/** The update rule; every parameter group has a learning rate of its own, fed at every step. */
public sealed interface OptimizerConfig {

  /** Returns the base learning rate η. */
  double learningRate();

  /**
   * Returns the weight decay; {@link AdamW} subtracts rate · decay · variable, the others add decay
   * · variable to the gradient (L2).
   */
  double weightDecay();

  /** Returns the greatest global norm of all gradients together; 0: no clipping. */
  double clipNorm();

  /** variable ← variable − rate · gradient. */
  record GradientDescent(double learningRate, double weightDecay, double clipNorm)
      implements OptimizerConfig {
    public GradientDescent {
      check(learningRate, weightDecay, clipNorm);
    }
  }

  /** accumulator ← momentum · accumulator + gradient; variable ← variable − rate · accumulator. */
  record Momentum(double learningRate, double momentum, double weightDecay, double clipNorm)
      implements OptimizerConfig {
    public Momentum {
      check(learningRate, weightDecay, clipNorm);
      Check.fraction("momentum", momentum);
    }
  }

  /** Adam. Source: arXiv 1412.6980. */
  record Adam(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double clipNorm)
      implements OptimizerConfig {
    public Adam {
      check(learningRate, weightDecay, clipNorm);
      checkMoments(beta1, beta2, epsilon);
    }
  }

  /** Adam with decoupled weight decay. Source: arXiv 1711.05101. */
  record AdamW(
      double learningRate,
      double beta1,
      double beta2,
      double epsilon,
      double weightDecay,
      double clipNorm)
      implements OptimizerConfig {
    public AdamW {
      check(learningRate, weightDecay, clipNorm);
      checkMoments(beta1, beta2, epsilon);
    }
  }

  private static void check(double learningRate, double weightDecay, double clipNorm) {
    Check.positive("learning_rate", learningRate);
    Check.notNegative("weight_decay", weightDecay);
    Check.notNegative("clip_norm", clipNorm);
  }

  private static void checkMoments(double beta1, double beta2, double epsilon) {
    Check.fraction("beta1", beta1);
    Check.fraction("beta2", beta2);
    Check.positive("epsilon", epsilon);
  }
}
