package miles.config;

/** The update rule; every parameter group has a learning rate of its own, fed at every step. */
public sealed interface OptimizerConfig
    permits OptimizerConfig.GradientDescent,
        OptimizerConfig.Momentum,
        OptimizerConfig.Adam,
        OptimizerConfig.AdamW {

  /** Returns the base learning rate η. */
  double learningRate();

  /**
   * Returns the weight decay of every trainable variable; {@link AdamW} subtracts rate · decay ·
   * variable, the others add decay · variable to the clipped gradient (L2).
   */
  double weightDecay();

  /** Returns the greatest global norm of all gradients of the loss together; 0: no clipping. */
  double clipNorm();

  /** variable ← variable − rate · gradient. */
  @Kind("gradient-descent")
  record GradientDescent(
      @Default("0.01") @Allowed(above = 0) double learningRate,
      @Default("0") @Allowed(min = 0) double weightDecay,
      @Default("0") @Allowed(min = 0) double clipNorm)
      implements OptimizerConfig {
    public GradientDescent {
      Check.values(GradientDescent.class, learningRate, weightDecay, clipNorm);
    }
  }

  /**
   * accumulator ← momentum · accumulator + gradient; variable ← variable − rate · accumulator.
   *
   * @param momentum share of the accumulator that is kept at every step
   */
  @Kind("momentum")
  record Momentum(
      @Default("0.01") @Allowed(above = 0) double learningRate,
      @Default("0.9") @Allowed(min = 0, below = 1) double momentum,
      @Default("0") @Allowed(min = 0) double weightDecay,
      @Default("0") @Allowed(min = 0) double clipNorm)
      implements OptimizerConfig {
    public Momentum {
      Check.values(Momentum.class, learningRate, momentum, weightDecay, clipNorm);
    }
  }

  /**
   * Adam. Source: arXiv 1412.6980.
   *
   * @param beta1 decay rate of the running mean of the gradients
   * @param beta2 decay rate of the running mean of their squares
   * @param epsilon what is added to the denominator, against division by 0
   */
  @Kind("adam")
  record Adam(
      @Default("0.001") @Allowed(above = 0) double learningRate,
      @Default("0.9") @Allowed(min = 0, below = 1) double beta1,
      @Default("0.999") @Allowed(min = 0, below = 1) double beta2,
      @Default("1e-7") @Allowed(above = 0) double epsilon,
      @Default("0") @Allowed(min = 0) double weightDecay,
      @Default("0") @Allowed(min = 0) double clipNorm)
      implements OptimizerConfig {
    public Adam {
      Check.values(Adam.class, learningRate, beta1, beta2, epsilon, weightDecay, clipNorm);
    }
  }

  /**
   * Adam with decoupled weight decay. Source: arXiv 1711.05101.
   *
   * @param beta1 decay rate of the running mean of the gradients
   * @param beta2 decay rate of the running mean of their squares
   * @param epsilon what is added to the denominator, against division by 0
   */
  @Kind("adamw")
  record AdamW(
      @Default("0.001") @Allowed(above = 0) double learningRate,
      @Default("0.9") @Allowed(min = 0, below = 1) double beta1,
      @Default("0.999") @Allowed(min = 0, below = 1) double beta2,
      @Default("1e-7") @Allowed(above = 0) double epsilon,
      @Default("0.01") @Allowed(min = 0) double weightDecay,
      @Default("0") @Allowed(min = 0) double clipNorm)
      implements OptimizerConfig {
    public AdamW {
      Check.values(AdamW.class, learningRate, beta1, beta2, epsilon, weightDecay, clipNorm);
    }
  }
}
