package miles.config;

/**
 * The base schedule: a factor of the base learning rate at every step, before balancing multiplies
 * in.
 */
public sealed interface ScheduleConfig
    permits ScheduleConfig.Constant, ScheduleConfig.Cosine, ScheduleConfig.Step {

  /**
   * Returns the epochs, possibly a fraction, over which the factor first rises linearly to 1; 0: no
   * warm-up.
   */
  double warmupEpochs();

  /** The factor stays 1. */
  @Kind("constant")
  record Constant(@Default("0") @Allowed(min = 0) double warmupEpochs) implements ScheduleConfig {
    public Constant {
      Check.values(Constant.class, warmupEpochs);
    }
  }

  /**
   * The factor falls from 1 to finalFactor along half a cosine wave over the epochs after the
   * warm-up. Source: arXiv 1608.03983, without restarts.
   *
   * @param finalFactor the factor at the end of the last epoch
   */
  @Kind("cosine")
  record Cosine(
      @Default("0") @Allowed(min = 0) double warmupEpochs,
      @Default("0") @Allowed(min = 0, max = 1) double finalFactor)
      implements ScheduleConfig {
    public Cosine {
      Check.values(Cosine.class, warmupEpochs, finalFactor);
    }
  }

  /**
   * The factor is multiplied by decay after every everyEpochs epochs.
   *
   * @param everyEpochs epochs from one multiplication to the next
   * @param decay the multiplier
   */
  @Kind("step")
  record Step(
      @Default("0") @Allowed(min = 0) double warmupEpochs,
      @Allowed(min = 1) int everyEpochs,
      @Default("0.1") @Allowed(above = 0, max = 1) double decay)
      implements ScheduleConfig {
    public Step {
      Check.values(Step.class, warmupEpochs, everyEpochs, decay);
    }
  }
}
