package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GreedyTest {

  private static final int STEPS = 2;

  /** The reference of every step says which is the faster; here that each can be. */
  @Test
  void eachModalityCanBeTheFaster() {
    Set<String> faster = new TreeSet<>();
    for (int quiet = 0; quiet < 2; quiet++) {
      faster.add(hiddenInEightSteps(2, 0, true, quiet).get(1));
    }
    assertThat(faster).containsExactly("a", "b");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void theFasterModalityIsHiddenForSomeStepsAfterEveryUnevenOne(int modalities) {
    List<String> hidden = hiddenInEightSteps(modalities, 0, true);
    assertThat(hidden.get(0)).as("a regular step comes first").isEmpty();
    for (int step = 0; step < hidden.size(); step++) {
      assertThat(hidden.get(step).isEmpty()).isEqualTo(step % (STEPS + 1) == 0);
    }
    assertThat(hidden.get(2)).isEqualTo(hidden.get(1));
  }

  @Test
  void withinTheThresholdNothingIsHidden() {
    assertThat(hiddenInEightSteps(2, 1000, true)).containsOnly("");
  }

  @Test
  void nothingIsHiddenDuringTheWarmUp() {
    assertThat(hiddenInEightSteps(2, 0, false)).containsOnly("");
  }

  /**
   * Makes eight steps, each compared with the reference.
   *
   * @return which modality was hidden in each step, or nothing
   */
  private static List<String> hiddenInEightSteps(
      int modalities, double threshold, boolean warmedUp) {
    return hiddenInEightSteps(modalities, threshold, warmedUp, 0);
  }

  private static List<String> hiddenInEightSteps(
      int modalities, double threshold, boolean warmedUp, int quiet) {
    List<String> hidden = new ArrayList<>();
    try (StepRun run =
        new StepRun(
            modalities,
            "balance.method=greedy",
            "balance.greedy={threshold: %s, steps: %d, warmup_epochs: 2}"
                .formatted(threshold, STEPS))) {
      for (int i = 0; quiet > 0 && i < run.batch.floats(quiet).length; i++) {
        run.batch.floats(quiet)[i] *= 0.3f;
      }
      run.startEpoch(warmedUp ? 2 : 1);
      double[] encoders = new double[modalities];
      double[] signals = new double[modalities];
      Optional<String> now = Optional.empty();
      int left = 0;
      for (int step = 0; step < 8; step++) {
        Reference reference = new Reference(run);
        hidden.add(now.orElse(""));
        Optional<String> masked = now;
        Map<String, double[]> gradient =
            reference.gradient(r -> loss(r, masked, Map.of()), "encoder", "fusion", "head");
        if (now.isEmpty()) {
          for (int m = 0; m < modalities; m++) {
            encoders[m] += encoderSpeed(reference, gradient, m);
            signals[m] += signalSpeed(reference, m);
          }
        }
        run.step(step)
            .forEach((name, taken) -> Reference.assertClose(taken, gradient.get(name), name));
        assertSums(run, "encoders", encoders);
        assertSums(run, "signals", signals);
        left =
            now.isPresent()
                ? left - 1
                : uneven(encoders, signals, threshold) && warmedUp ? STEPS : 0;
        now =
            left == 0
                ? Optional.empty()
                : now.isPresent() ? now : Optional.of(fastest(encoders, signals));
      }
    }
    return hidden;
  }

  /** Returns the loss of {@code uniform} with one modality masked and embeddings scaled. */
  private static double loss(Reference r, Optional<String> masked, Map<String, double[]> scales) {
    List<String> visible =
        r.modalities.stream().filter(m -> !masked.equals(Optional.of(m))).toList();
    double fused =
        r.mean(
            sample -> {
              Map<String, double[]> z = r.seen(visible, sample);
              scales.forEach(
                  (m, scale) -> {
                    double[] scaled = z.get(m).clone();
                    for (int i = 0; i < scaled.length; i++) {
                      scaled[i] *= scale[i];
                    }
                    z.put(m, scaled);
                  });
              return r.crossEntropy(r.fused(z), sample);
            });
    return fused + r.uniformLoss() - r.fusedLoss();
  }

  private static double encoderSpeed(Reference r, Map<String, double[]> gradient, int modality) {
    String path = "encoder/" + StepRun.name(modality) + "/hidden1/";
    double slopes = squares(gradient.get(path + "kernel")) + squares(gradient.get(path + "bias"));
    return slopes / (squares(r.of(path + "kernel")) + squares(r.of(path + "bias")));
  }

  private static double signalSpeed(Reference r, int modality) {
    double sum = 0;
    for (int i = 0; i < 2; i++) {
      double[] above = {1, 1};
      double[] below = {1, 1};
      above[i] += 1e-5;
      below[i] -= 1e-5;
      String name = StepRun.name(modality);
      double slope =
          (loss(r, Optional.empty(), Map.of(name, above))
                  - loss(r, Optional.empty(), Map.of(name, below)))
              / 2e-5;
      sum += slope * slope;
    }
    return sum / 2;
  }

  private static double[] speeds(double[] encoders, double[] signals) {
    double[] speeds = new double[encoders.length];
    for (int m = 0; m < speeds.length; m++) {
      speeds[m] = Math.log10(encoders[m]) + Math.log10(signals[m]);
    }
    return speeds;
  }

  private static boolean uneven(double[] encoders, double[] signals, double threshold) {
    double[] speeds = speeds(encoders, signals);
    return Arrays.stream(speeds).max().orElseThrow() - Arrays.stream(speeds).min().orElseThrow()
        > threshold;
  }

  private static String fastest(double[] encoders, double[] signals) {
    double[] speeds = speeds(encoders, signals);
    int fastest = 0;
    for (int m = 1; m < speeds.length; m++) {
      fastest = speeds[m] > speeds[fastest] ? m : fastest;
    }
    return StepRun.name(fastest);
  }

  private static void assertSums(StepRun run, String name, double[] expected) {
    float[] sums = run.variables().get("balance/greedy/" + name);
    for (int m = 0; m < expected.length; m++) {
      assertThat((double) sums[m])
          .as("%s of modality %d", name, m)
          .isCloseTo(expected[m], within(1e-4 * expected[m]));
    }
  }

  private static double squares(double[] values) {
    return Arrays.stream(values).map(value -> value * value).sum();
  }
}
