package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgmTest {

  /**
   * With the small cap one modality meets it and the other, which is ahead, does not; with the
   * large α the slopes are thousands of times as steep.
   */
  @ParameterizedTest
  @CsvSource({"1, 10", "0.5, 10", "1, 0.05", "8, 10"})
  void theGradientThroughEveryShareIsScaledByItsProgress(double alpha, double cap) {
    try (StepRun run =
        new StepRun(
            2, "balance.method=agm", "balance.agm={alpha: %s, cap: %s}".formatted(alpha, cap))) {
      OgmTest.favour(run, 0);
      Map<String, Double> means = new LinkedHashMap<>(Map.of("a", 0.0, "b", 0.0));
      // A step of such slopes leaves nothing that a second could be compared with.
      int steps = alpha > 1 ? 1 : 3;
      for (int step = 0; step < steps; step++) {
        Reference reference = new Reference(run);
        Map<String, Double> losses = losses(reference);
        Map<String, Double> factors = new LinkedHashMap<>();
        for (String m : reference.modalities) {
          double lead = ratio(means, m) - ratio(losses, m);
          factors.put(m, Math.exp(alpha * Math.min(lead, cap)));
        }
        if (step == 0) {
          assertThat(factors.get("a")).as("ahead").isLessThan(1);
          assertThat(factors.get("b")).as("behind").isGreaterThan(1);
          assertThat(factors.get("b") == Math.exp(alpha * cap)).isEqualTo(cap < 1);
        }
        assertStep(run, reference, factors);
        for (String m : reference.modalities) {
          means.put(m, means.get(m) + (losses.get(m) - means.get(m)) / (step + 1));
        }
      }
    }
  }

  @Test
  void theSteepestSlopeLeavesTheLossAsItIs() {
    try (StepRun run = new StepRun(2, "balance.method=agm", "balance.agm={alpha: 8, cap: 10}")) {
      // b did much better than a so far, so that κ_b = exp(80).
      run.set("balance/agm/loss/a", 4);
      run.set("balance/agm/loss/b", 0.1f);
      double fused = new Reference(run).fusedLoss();
      Map<String, double[]> taken = run.step(1);
      assertThat(run.losses.get("fusion")).isCloseTo(fused, within(1e-6));
      assertThat(taken.get("encoder/b/hidden1/kernel")[0]).isFinite();
    }
  }

  @Test
  void theSharesOfThreeModalitiesAddUpToTheFusedLogits() {
    try (StepRun run = new StepRun(3, "balance.method=agm")) {
      Reference reference = new Reference(run);
      for (int sample = 0; sample < StepRun.SAMPLES; sample++) {
        double[] fused = reference.fused(reference.modalities, sample);
        for (int k = 0; k < fused.length; k++) {
          double sum = 0;
          for (String m : reference.modalities) {
            sum += share(reference, m, sample)[k];
          }
          assertThat(sum).isCloseTo(fused[k], within(1e-12));
        }
      }
      Map<String, Double> losses = losses(reference);
      Map<String, Double> factors = new LinkedHashMap<>();
      reference.modalities.forEach(m -> factors.put(m, Math.exp(1 - ratio(losses, m))));
      assertStep(run, reference, factors);
    }
  }

  private static double ratio(Map<String, Double> losses, String modality) {
    double mean = losses.values().stream().mapToDouble(loss -> loss).average().orElseThrow();
    double modalities = losses.size();
    return Math.exp(modalities / (modalities - 1) * (mean - losses.get(modality)));
  }

  private static Map<String, Double> losses(Reference reference) {
    Map<String, Double> losses = new LinkedHashMap<>();
    for (String m : reference.modalities) {
      losses.put(m, reference.mean(i -> reference.crossEntropy(share(reference, m, i), i)));
    }
    return losses;
  }

  /** Returns φ_m, written out for two and for three modalities. */
  private static double[] share(Reference reference, String m, int sample) {
    List<String> others = reference.modalities.stream().filter(o -> !o.equals(m)).toList();
    double[] alone = reference.fused(List.of(m), sample);
    double[] all = reference.fused(reference.modalities, sample);
    double[] without = reference.fused(others, sample);
    double[] share = new double[all.length];
    for (int k = 0; k < share.length; k++) {
      if (others.size() == 1) {
        share[k] = (all[k] - without[k] + alone[k]) / 2;
      } else {
        double pairs = 0;
        for (String other : others) {
          pairs += reference.fused(List.of(m, other), sample)[k];
          pairs -= reference.fused(List.of(other), sample)[k];
        }
        share[k] = alone[k] / 3 + pairs / 6 + (all[k] - without[k]) / 3;
      }
    }
    return share;
  }

  private static void assertStep(StepRun run, Reference reference, Map<String, Double> factors) {
    Map<String, double[][]> fixed = new LinkedHashMap<>();
    for (String m : reference.modalities) {
      double[][] shares = new double[StepRun.SAMPLES][];
      for (int sample = 0; sample < shares.length; sample++) {
        shares[sample] = share(reference, m, sample);
      }
      fixed.put(m, shares);
    }
    // Values as they were, slopes times κ: φ + κ · (change of φ).
    Map<String, double[]> expected =
        reference.gradient(
            r ->
                r.mean(
                        sample -> {
                          double[] logits = new double[StepRun.CLASSES];
                          for (String m : r.modalities) {
                            double[] now = share(r, m, sample);
                            double[] then = fixed.get(m)[sample];
                            for (int k = 0; k < logits.length; k++) {
                              logits[k] += then[k] + factors.get(m) * (now[k] - then[k]);
                            }
                          }
                          return r.crossEntropy(logits, sample);
                        })
                    + r.uniformLoss()
                    - r.fusedLoss(),
            "encoder",
            "fusion",
            "head");
    Map<String, double[]> taken = run.step(0);
    expected.forEach((name, value) -> Reference.assertClose(taken.get(name), value, name));
  }
}
