package miles.schedule;

import miles.config.ScheduleConfig;

/**
 * A base schedule: a pure function from the step to a factor of the base learning rate. Steps are
 * counted from 0, the first update; a negative step counts as 0.
 *
 * <p>Schedules are composed: {@code warmup(100).then(100, cosine(900, 0))}.
 */
@FunctionalInterface
public interface Schedule {

  /**
   * Returns the factor of the base learning rate.
   *
   * @param step updates made before this one
   */
  double factor(long step);

  /**
   * Makes the schedule that a run file describes. A warm-up of a fraction of an epoch is rounded to
   * whole steps. The cosine spans the steps after the warm-up; the epochs of a step decay are those
   * of the training, so that its drops fall between epochs.
   *
   * @param config the run file's schedule
   * @param stepsPerEpoch updates of one epoch, at least 1
   * @param epochs epochs of the whole training, at least 1
   * @throws IllegalArgumentException if stepsPerEpoch or epochs is less than 1
   */
  static Schedule of(ScheduleConfig config, long stepsPerEpoch, int epochs) {
    atLeastOne("steps per epoch", stepsPerEpoch);
    atLeastOne("epochs", epochs);
    long warmup = Math.round(config.warmupEpochs() * stepsPerEpoch);
    if (config instanceof ScheduleConfig.Cosine cosine) {
      long rest = Math.max(1, epochs * stepsPerEpoch - warmup);
      return warmup(warmup).then(warmup, cosine(rest, cosine.finalFactor()));
    }
    if (config instanceof ScheduleConfig.Step step) {
      return warmup(warmup).times(stepDecay(step.everyEpochs() * stepsPerEpoch, step.decay()));
    }
    return warmup(warmup);
  }

  /** {@code f(t) = factor}. */
  static Schedule constant(double factor) {
    return step -> factor;
  }

  /**
   * {@code f(t) = min(1, (t + 1) / steps)}: linear from 1 / steps at step 0, so that the first
   * update is not lost, to 1 at the last step of the warm-up and from then on.
   *
   * @param steps updates of the warm-up; 0: none
   * @throws IllegalArgumentException if steps is negative
   */
  static Schedule warmup(long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("warm-up of " + steps + " steps; allowed: 0 or more");
    }
    return step -> step + 1 >= steps ? 1 : (Math.max(0, step) + 1.0) / steps;
  }

  /**
   * {@code f(t) = final + (1 − final) · (1 + cos(π · min(t, steps) / steps)) / 2}: from 1 at step 0
   * along half a wave to final at step {@code steps}, and final from then on. Source: arXiv
   * 1608.03983, Eq. 5, without restarts.
   *
   * @param steps updates of the fall, at least 1
   * @param finalFactor the factor after the fall
   * @throws IllegalArgumentException if steps is less than 1
   */
  static Schedule cosine(long steps, double finalFactor) {
    atLeastOne("steps", steps);
    return step -> {
      double progress = (double) Math.max(0, Math.min(step, steps)) / steps;
      return finalFactor + (1 - finalFactor) * (1 + Math.cos(Math.PI * progress)) / 2;
    };
  }

  /**
   * {@code f(t) = decay^⌊t / everySteps⌋}.
   *
   * @param everySteps updates between two drops, at least 1
   * @param decay the factor of one drop
   * @throws IllegalArgumentException if everySteps is less than 1
   */
  static Schedule stepDecay(long everySteps, double decay) {
    atLeastOne("steps between drops", everySteps);
    return step -> {
      long drops = Math.max(0, step) / everySteps;
      return Math.pow(decay, (double) drops);
    };
  }

  /**
   * This schedule before the boundary, the next one from the boundary on, which counts its own
   * steps from there: {@code f(t) = this(t) if t < boundary, else next(t − boundary)}.
   */
  default Schedule then(long boundary, Schedule next) {
    return step -> step < boundary ? factor(step) : next.factor(step - boundary);
  }

  /** The product of both at every step. */
  default Schedule times(Schedule other) {
    return step -> factor(step) * other.factor(step);
  }

  private static void atLeastOne(String what, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s: %d; allowed: at least 1".formatted(what, value));
    }
  }
}
