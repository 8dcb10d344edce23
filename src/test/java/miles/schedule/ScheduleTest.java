package miles.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.LongStream;
import miles.config.ScheduleConfig;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void constantNeverChanges() {
    assertFactors(Schedule.constant(0.3), -1, 0.3, 0.3, 0.3);
  }

  @Test
  void warmupRisesFromItsFirstStepToOneAtItsLast() {
    assertFactors(Schedule.warmup(4), -1, 0.25, 0.25, 0.5, 0.75, 1, 1, 1);
  }

  @Test
  void warmupOfNoStepsIsOneFromTheStart() {
    assertFactors(Schedule.warmup(0), -1, 1, 1, 1);
    assertFactors(Schedule.warmup(1), -1, 1, 1, 1);
  }

  @Test
  void cosineFallsAlongHalfAWaveAndStays() {
    double sqrt = Math.sqrt(0.5);

    assertFactors(Schedule.cosine(4, 0), -1, 1, 1, (1 + sqrt) / 2, 0.5, (1 - sqrt) / 2, 0, 0, 0);
    assertFactors(Schedule.cosine(2, 0.2), 0, 1, 0.6, 0.2, 0.2);
  }

  @Test
  void stepDecayDropsAtEveryBoundary() {
    assertFactors(Schedule.stepDecay(2, 0.5), -1, 1, 1, 1, 0.5, 0.5, 0.25, 0.25, 0.125);
  }

  @Test
  void theNextScheduleCountsItsStepsFromTheBoundary() {
    Schedule joined = Schedule.constant(0.5).then(2, Schedule.stepDecay(1, 0.1));

    assertFactors(joined, 0, 0.5, 0.5, 1, 0.1, 0.01);
  }

  @Test
  void aProductMultipliesAtEveryStep() {
    assertFactors(Schedule.warmup(2).times(Schedule.stepDecay(1, 0.5)), 0, 0.5, 0.5, 0.25, 0.125);
  }

  @Test
  void constantConfigWarmsUpOverAFractionOfAnEpoch() {
    Schedule schedule = Schedule.of(new ScheduleConfig.Constant(0.4), 5, 3);

    assertFactors(schedule, 0, 0.5, 1, 1, 1, 1);
  }

  @Test
  void cosineConfigFallsOverTheEpochsAfterTheWarmup() {
    // 1 epoch of warm-up and 2 of cosine, 2 steps each: the fall ends at step 6, after the last.
    Schedule schedule = Schedule.of(new ScheduleConfig.Cosine(1, 0), 2, 3);
    double sqrt = Math.sqrt(0.5);

    assertFactors(schedule, 0, 0.5, 1, 1, (1 + sqrt) / 2, 0.5, (1 - sqrt) / 2, 0, 0);
  }

  @Test
  void stepConfigDropsBetweenEpochsWhateverTheWarmup() {
    Schedule schedule = Schedule.of(new ScheduleConfig.Step(0.5, 1, 0.1), 2, 3);

    assertFactors(schedule, 0, 1, 1, 0.1, 0.1, 0.01, 0.01);
  }

  @Test
  void aWarmupAsLongAsTheTrainingIsAllThereIs() {
    Schedule schedule = Schedule.of(new ScheduleConfig.Cosine(1, 0), 4, 1);

    assertFactors(schedule, 0, 0.25, 0.5, 0.75, 1);
  }

  @Test
  void lengthsThatNoScheduleHasAreRefused() {
    assertThatThrownBy(() -> Schedule.of(new ScheduleConfig.Constant(0), 0, 3))
        .hasMessage("steps per epoch: 0; allowed: at least 1");
    assertThatThrownBy(() -> Schedule.of(new ScheduleConfig.Constant(0), 1, 0))
        .hasMessage("epochs: 0; allowed: at least 1");
    assertThatThrownBy(() -> Schedule.warmup(-1))
        .hasMessage("warm-up of -1 steps; allowed: 0 or more");
    assertThatThrownBy(() -> Schedule.cosine(0, 0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> Schedule.stepDecay(0, 0.5)).hasMessageContaining("at least 1");
  }

  @Property
  void everyScheduleStaysBetweenItsEndAndOneAndFallsAfterTheWarmup(
      @ForAll @DoubleRange(min = 0, max = 3) double warmupEpochs,
      @ForAll @DoubleRange(min = 0, max = 1) double end,
      @ForAll @IntRange(min = 1, max = 20) int stepsPerEpoch) {
    Schedule schedule = Schedule.of(new ScheduleConfig.Cosine(warmupEpochs, end), stepsPerEpoch, 5);
    long warmup = Math.round(warmupEpochs * stepsPerEpoch);

    for (long step = 0; step < 5L * stepsPerEpoch; step++) {
      double factor = schedule.factor(step);
      if (step < warmup) {
        assertThat(factor).isPositive().isGreaterThan(schedule.factor(step - 1) - 1e-12);
      } else {
        assertThat(factor).isBetween(end - 1e-12, 1.0);
        assertThat(schedule.factor(step + 1)).isLessThanOrEqualTo(factor + 1e-12);
      }
    }
    assertThat(schedule.factor(5L * stepsPerEpoch)).isCloseTo(end, EXACT);
  }

  private static void assertFactors(Schedule schedule, long firstStep, double... expected) {
    double[] factors =
        LongStream.range(firstStep, firstStep + expected.length)
            .mapToDouble(schedule::factor)
            .toArray();
    assertThat(factors).containsExactly(expected, EXACT);
  }
}
