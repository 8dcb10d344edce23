package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MmparetoTest {

  private static final double GAMMA = 1.5;

  @Test
  void agreeingGradientsAreAdded() {
    try (StepRun run = new StepRun(2, "balance.method=mmpareto")) {
      headOfAIs(run, 1);
      Parts parts = Parts.of(run, "a");
      assertThat(parts.dot(parts.g, parts.h)).isPositive();
      assertEncoder(run, "a", parts.sum(1, 1));
    }
  }

  @Test
  void conflictingGradientsMeetAtTheShortestPointAndKeepTheLengthOfTheSum() {
    for (float strength : new float[] {-0.3f, -1, -2}) {
      try (StepRun run = new StepRun(2, "balance.method=mmpareto", "balance.mmpareto.gamma=1.5")) {
        headOfAIs(run, strength);
        Parts parts = Parts.of(run, "a");
        double gh = parts.dot(parts.g, parts.h);
        double gg = parts.dot(parts.g, parts.g);
        double hh = parts.dot(parts.h, parts.h);
        assertThat(gh).isNegative();
        double k = (hh - gh) / (gg - 2 * gh + hh);
        double[] d = parts.sum(2 * k, 2 * (1 - k));
        double[] sum = parts.sum(1, 1);
        double rescaled = Math.max(1, parts.norm(sum) / parts.norm(d));
        assertEncoder(run, "a", Reference.scaled(d, rescaled));
      }
    }
  }

  @Test
  void whereOneGradientIsZeroTheOtherIsTaken() {
    try (StepRun run = new StepRun(2, "balance.method=mmpareto")) {
      headOfAIs(run, 0);
      Parts parts = Parts.of(run, "a");
      assertThat(parts.norm(parts.h)).as("k = 0.001").isZero();
      assertEncoder(run, "a", parts.g);
    }
    try (StepRun run = new StepRun(2, "balance.method=mmpareto")) {
      run.set("fusion/output/kernel", new float[4 * StepRun.CLASSES]);
      Parts parts = Parts.of(run, "a");
      assertThat(parts.norm(parts.g)).as("k = 0.999").isZero();
      assertEncoder(run, "a", parts.h);
    }
  }

  @Test
  void fusionAndHeadsOfThreeModalitiesGetTheSumOfTheirLosses() {
    try (StepRun run = new StepRun(3, "balance.method=mmpareto")) {
      Reference reference = new Reference(run);
      Map<String, double[]> expected = reference.gradient(Reference::uniformLoss, "fusion", "head");
      Map<String, double[]> taken = run.step(0);
      expected.forEach((name, value) -> Reference.assertClose(taken.get(name), value, name));
    }
  }

  /** Makes the head of a read its embedding as the fusion does, times a strength. */
  private static void headOfAIs(StepRun run, float strength) {
    float[] fusion = run.variables().get("fusion/output/kernel");
    float[] head = Arrays.copyOf(fusion, 2 * StepRun.CLASSES);
    for (int i = 0; i < head.length; i++) {
      head[i] *= strength;
    }
    run.set("head/a/output/kernel", head);
  }

  private static void assertEncoder(StepRun run, String modality, double[] direction) {
    String path = "encoder/" + modality + "/hidden1/";
    Map<String, double[]> taken = run.step(0);
    double[] both = join(taken.get(path + "kernel"), taken.get(path + "bias"));
    Reference.assertClose(both, Reference.scaled(direction, GAMMA), path);
  }

  private static double[] join(double[] left, double[] right) {
    double[] both = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, both, left.length, right.length);
    return both;
  }

  /**
   * The gradients of an encoder's variables as one vector: g of the fused loss, h of the head's.
   */
  private static final class Parts {

    final double[] g;
    final double[] h;

    private Parts(double[] g, double[] h) {
      this.g = g;
      this.h = h;
    }

    static Parts of(StepRun run, String modality) {
      Reference reference = new Reference(run);
      String path = "encoder/" + modality + "/hidden1/";
      Map<String, double[]> fused = reference.gradient(Reference::fusedLoss, path);
      Map<String, double[]> head = reference.gradient(r -> r.headLoss(modality), path);
      return new Parts(
          join(fused.get(path + "kernel"), fused.get(path + "bias")),
          join(head.get(path + "kernel"), head.get(path + "bias")));
    }

    double[] sum(double ofG, double ofH) {
      double[] sum = new double[g.length];
      for (int i = 0; i < g.length; i++) {
        sum[i] = ofG * g[i] + ofH * h[i];
      }
      return sum;
    }

    double dot(double[] left, double[] right) {
      double dot = 0;
      for (int i = 0; i < left.length; i++) {
        dot += left[i] * right[i];
      }
      return dot;
    }

    double norm(double[] vector) {
      return Math.sqrt(dot(vector, vector));
    }
  }
}
