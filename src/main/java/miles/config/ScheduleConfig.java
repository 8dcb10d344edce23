package miles.config;

/**
 * The base schedule: a factor of the base learning rate at every step, before balancing multiplies
 * in.
 */
public sealed interface ScheduleConfig {

  /**
   * Returns the epochs, possibly a fraction, over which the factor first rises linearly to 1; 0: no
   * warm-up.
   */
  double warmupEpochs();

  /** The factor stays 1. */
  record Constant(double warmupEpochs) implements ScheduleConfig {
    public Constant {
      Check.notNegative("warmup_epochs", warmupEpochs);
    }
  }

  /**
   * The factor falls from 1 to finalFactor along half a cosine wave over the epochs after the
   * warm-up. Source: arXiv 1608.03983, without restarts.
   */
  record Cosine(double warmupEpochs, double finalFactor) implements ScheduleConfig {
    public Cosine {
      Check.notNegative("warmup_epochs", warmupEpochs);
      Check.that(
          finalFactor >= 0 && finalFactor <= 1,
          "final_factor",
          finalFactor,
          "a number from 0 to 1");
    }
  }

  /** The factor is multiplied by decay after every everyEpochs epochs. */
  record Step(double warmupEpochs, int everyEpochs, double decay) implements ScheduleConfig {
    public Step {
      Check.notNegative("warmup_epochs", warmupEpochs);
      Check.atLeast(1, "every_epochs", everyEpochs);
      Check.that(decay > 0 && decay <= 1, "decay", decay, "more than 0, at most 1");
    }
  }
}
