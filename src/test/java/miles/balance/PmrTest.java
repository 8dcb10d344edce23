package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PmrTest {

  private static final double ALPHA = 0.6;

  /** Each modality is ahead once: the other one then learns from its prototypes, it does not. */
  @ParameterizedTest
  @CsvSource({
    "2, 0, whole, 2",
    "2, 1, whole, 2",
    "3, 0, whole, 4",
    "2, 0, clipped, 2",
    "2, 1, clipped, 2",
    "2, 0, clipped, 20",
    "3, 0, clipped, 4"
  })
  void theModalityThatIsBehindLearnsFromItsPrototypes(
      int modalities, int ahead, String weight, float spread) {
    try (StepRun run =
        new StepRun(modalities, "balance.method=pmr", "balance.pmr.weight=" + weight)) {
      spread(run, ahead, spread);
      run.startEpoch(0);
      moveSamples(run);
      Reference reference = new Reference(run);
      Map<String, Double> ratios = ratios(reference);
      assertThat(ratios.get(StepRun.name(ahead))).isGreaterThan(1);
      assertThat(ratios.values()).anyMatch(ratio -> ratio < 1);
      // Far apart, the one behind gets all of α; near each other, a part.
      assertThat(ratios.values().stream().anyMatch(ratio -> 1 / ratio - 1 > 1))
          .isEqualTo(spread > 4);
      assertStepDescends(
          run,
          reference,
          r -> {
            double loss = r.uniformLoss();
            for (String m : r.modalities) {
              double behind = weight.equals("whole") ? 1 : Math.min(1 / ratios.get(m) - 1, 1);
              loss += ratios.get(m) < 1 ? ALPHA * behind * prototypeLoss(r, m) : 0;
            }
            return loss;
          });
    }
  }

  /** Rewards the modality that is ahead for not being sure, by how far it is ahead, and in time. */
  @ParameterizedTest
  @CsvSource({"2, 0, 2, 1", "2, 1, 2, 1", "2, 0, 20, 1", "3, 0, 4, 1", "2, 0, 2, 0"})
  void theModalityThatIsAheadIsHeldBackInTheFirstEpochs(
      int modalities, int ahead, float spread, int epochs) {
    double mu = 0.3;
    try (StepRun run =
        new StepRun(
            modalities,
            "balance.method=pmr",
            "balance.pmr.alpha=0",
            "balance.pmr.entropy=" + mu,
            "balance.pmr.entropy_epochs=" + epochs)) {
      spread(run, ahead, spread);
      run.startEpoch(0);
      moveSamples(run);
      Reference reference = new Reference(run);
      Map<String, Double> ratios = ratios(reference);
      String leader = StepRun.name(ahead);
      assertThat(ratios.get(leader)).isGreaterThan(1);
      assertThat(ratios.get(leader) > 2).as("clipped").isEqualTo(spread > 4);
      assertStepDescends(
          run,
          reference,
          r -> {
            double loss = r.uniformLoss();
            for (String m : epochs > 0 ? r.modalities : List.<String>of()) {
              double v = Math.min(Math.max(ratios.get(m) - 1, 0), 1);
              loss -= mu * v * r.meanOf(m, sample -> entropy(nearness(r, m, sample)));
            }
            return loss;
          });
    }
  }

  /** Makes a step, which takes the gradient of a loss from every variable. */
  private static void assertStepDescends(
      StepRun run, Reference reference, ToDoubleFunction<Reference> loss) {
    Map<String, double[]> expected = reference.gradient(loss, "encoder", "fusion", "head");
    Map<String, double[]> taken = run.step(0);
    expected.forEach((name, value) -> Reference.assertClose(taken.get(name), value, name));
  }

  /** The term ends after its epochs, also for a training that was resumed there. */
  @Test
  void theEntropyEndsAfterItsEpochs() {
    try (StepRun run =
        new StepRun(
            2, "balance.method=pmr", "balance.pmr.entropy=0.3", "balance.pmr.entropy_epochs=2")) {
      for (int epoch : new int[] {0, 1, 3, 0, 2}) {
        run.startEpoch(epoch);
        assertThat(run.variables().get("balance/pmr/entropy"))
            .as("epoch %d", epoch)
            .containsExactly(epoch < 2 ? 1 : 0);
      }
    }
  }

  @Test
  void withoutASampleOfTheOthersNoModalityIsBehind() {
    try (StepRun run = new StepRun(2, "balance.method=pmr", "balance.pmr.weight=whole")) {
      run.startEpoch(0);
      Arrays.fill(run.batch.presence(1), 0);
      Map<String, double[]> expected =
          new Reference(run)
              .gradient(r -> r.fusedLoss() + r.headLoss("a"), "encoder/a", "fusion", "head/a");
      Map<String, double[]> taken = run.step(0);
      expected.forEach((name, value) -> Reference.assertClose(taken.get(name), value, name));
    }
  }

  @Test
  void prototypesAreClassMeansOfTheSamplesThatHaveTheModality() {
    try (StepRun run = new StepRun(2, "balance.method=pmr")) {
      run.batch.presence(0)[1] = 0;
      run.startEpoch(0);
      assertPrototypes(run, means(new Reference(run)));
    }
  }

  @Test
  void afterTheFirstTwoMeasurementsPrototypesMoveHalfTheWay() {
    try (StepRun run = new StepRun(2, "balance.method=pmr")) {
      run.startEpoch(0);
      run.step(0);
      run.startEpoch(1);
      double[][] before = means(new Reference(run));
      assertPrototypes(run, before);
      run.step(1);
      run.startEpoch(2);
      double[][] now = means(new Reference(run));
      double[][] half = new double[now.length][2];
      for (int k = 0; k < now.length; k++) {
        for (int i = 0; i < 2; i++) {
          half[k][i] = 0.5 * before[k][i] + 0.5 * now[k][i];
        }
      }
      assertPrototypes(run, half);
    }
  }

  /** Moves the embeddings of a modality apart, and those of the others together. */
  private static void spread(StepRun run, int modality, float factor) {
    for (int m = 0; m < run.graph.modalities().size(); m++) {
      String kernel = "encoder/" + StepRun.name(m) + "/hidden1/kernel";
      float[] values = run.variables().get(kernel);
      for (int i = 0; i < values.length; i++) {
        values[i] *= m == modality ? factor : 1 / factor;
      }
      run.set(kernel, values);
    }
  }

  /** Moves embeddings off the prototypes of classes of one sample, where distances have a kink. */
  private static void moveSamples(StepRun run) {
    for (int m = 0; m < run.graph.modalities().size(); m++) {
      for (int i = 0; i < run.batch.floats(m).length; i++) {
        run.batch.floats(m)[i] += 0.1f * (i % 4);
      }
    }
  }

  /** Returns the class means of the first modality; 0 for classes without samples. */
  private static double[][] means(Reference reference) {
    double[][] means = new double[StepRun.CLASSES][2];
    for (int k = 0; k < means.length; k++) {
      int count = 0;
      for (int sample = 0; sample < StepRun.SAMPLES; sample++) {
        if (reference.label(sample) == k && reference.has("a", sample)) {
          double[] z = reference.embedding("a", sample);
          means[k][0] += z[0];
          means[k][1] += z[1];
          count++;
        }
      }
      means[k][0] /= Math.max(count, 1);
      means[k][1] /= Math.max(count, 1);
    }
    return means;
  }

  private static void assertPrototypes(StepRun run, double[][] expected) {
    float[] prototypes = run.variables().get("balance/pmr/a/prototypes");
    for (int k = 0; k < expected.length; k++) {
      for (int i = 0; i < 2; i++) {
        assertThat((double) prototypes[2 * k + i])
            .as("class %d", k)
            .isCloseTo(expected[k][i], within(1e-6));
      }
    }
  }

  /** Returns −‖z − c_k‖ for each class. */
  private static double[] nearness(Reference r, String modality, int sample) {
    double[] z = r.embedding(modality, sample);
    double[] prototypes = r.of("balance/pmr/" + modality + "/prototypes");
    double[] nearness = new double[StepRun.CLASSES];
    for (int k = 0; k < nearness.length; k++) {
      nearness[k] = -Math.hypot(z[0] - prototypes[2 * k], z[1] - prototypes[2 * k + 1]);
    }
    return nearness;
  }

  private static double entropy(double[] logits) {
    double sum = Arrays.stream(logits).map(Math::exp).sum();
    return Arrays.stream(logits)
        .map(Math::exp)
        .map(value -> -value / sum * Math.log(value / sum))
        .sum();
  }

  private static double prototypeLoss(Reference r, String modality) {
    return r.meanOf(modality, sample -> r.crossEntropy(nearness(r, modality, sample), sample));
  }

  private static Map<String, Double> ratios(Reference r) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (String m : r.modalities) {
      scores.put(m, r.mean(i -> Math.exp(-r.crossEntropy(nearness(r, m, i), i))));
    }
    Map<String, Double> ratios = new LinkedHashMap<>();
    double sum = scores.values().stream().mapToDouble(score -> score).sum();
    scores.forEach((m, score) -> ratios.put(m, score / ((sum - score) / (scores.size() - 1))));
    return ratios;
  }
}
