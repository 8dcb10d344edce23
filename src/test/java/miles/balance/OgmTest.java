package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OgmTest {

  private static final double ALPHA = 0.7;
  private static final String[] OGM = {"balance.method=ogm", "balance.ogm.alpha=0.7"};

  /** The first modality is ahead, then the second, so both branches of the rule act on both. */
  @ParameterizedTest
  @CsvSource({"heads, 0", "heads, 1", "masked, 0", "masked, 1"})
  void theEncoderAheadIsSlowedByTheWrittenOutFactor(String source, int ahead) {
    try (StepRun run = new StepRun(2, with("balance.ogm.source=" + source))) {
      favour(run, ahead);
      Reference reference = new Reference(run);
      Map<String, Double> factors = factors(reference, prediction(source));
      assertThat(factors.get(StepRun.name(ahead))).as("ahead").isLessThan(0.6);
      assertThat(factors.get(StepRun.name(1 - ahead))).as("behind").isEqualTo(1);
      assertStep(run, reference, factors);
    }
  }

  @Test
  void ofThreeModalitiesEveryOneAboveTheMeanOfTheOthersIsSlowed() {
    try (StepRun run = new StepRun(3, with("balance.ogm.source=heads"))) {
      favour(run, 0);
      Reference reference = new Reference(run);
      Map<String, Double> factors = factors(reference, prediction("heads"));
      assertThat(factors.get("a")).isLessThan(1);
      assertThat(factors).containsValue(1.0);
      assertStep(run, reference, factors);
    }
  }

  @Test
  void samplesWithoutAModalityDoNotCountForIt() {
    try (StepRun run = new StepRun(2, with("balance.ogm.source=heads"))) {
      favour(run, 1);
      run.batch.presence(0)[2] = 0;
      run.batch.presence(1)[0] = 0;
      Reference reference = new Reference(run);
      assertStep(run, reference, factors(reference, prediction("heads")));
    }
  }

  @Test
  void biasesAreScaledOnlyIfAllParametersAre() {
    for (boolean all : List.of(false, true)) {
      try (StepRun run =
          new StepRun(2, with("balance.ogm.parameters=" + (all ? "all" : "kernels")))) {
        favour(run, 0);
        Reference reference = new Reference(run);
        double factor = factors(reference, prediction("masked")).get("a");
        String bias = "encoder/a/hidden1/bias";
        double[] gradient = reference.gradient(Reference::uniformLoss, bias).get(bias);
        Reference.assertClose(
            run.step(0).get(bias), Reference.scaled(gradient, all ? factor : 1), bias);
      }
    }
  }

  @Test
  void withGeEveryEncodersGradientGetsNoiseOfItsOwnDeviation() {
    String[] settings = {"balance.method=ogm-ge", "balance.ogm.alpha=0.7"};
    try (StepRun plain = new StepRun(2, 60, 50, OGM);
        StepRun noisy = new StepRun(2, 60, 50, settings);
        StepRun again = new StepRun(2, 60, 50, settings);
        StepRun base = new StepRun(2, 60, 50, "balance.method=uniform")) {
      Map<String, double[]> gradients = base.step(0);
      Map<String, double[]> without = plain.step(0);
      Map<String, double[]> with = noisy.step(0);
      Map<String, double[]> noise = new LinkedHashMap<>();
      for (String modality : List.of("a", "b")) {
        String kernel = "encoder/" + modality + "/hidden1/kernel";
        noise.put(modality, minus(with.get(kernel), without.get(kernel)));
        assertThat(deviation(noise.get(modality)) / deviation(gradients.get(kernel)))
            .as(kernel)
            .isCloseTo(1, within(0.05));
        assertThat(Arrays.stream(noise.get(modality)).average().orElseThrow())
            .isCloseTo(0, within(0.1 * deviation(noise.get(modality))));
      }
      assertThat(correlation(noise.get("a"), noise.get("b"))).isCloseTo(0, within(0.06));
      Reference.assertClose(
          with.get("fusion/output/kernel"), without.get("fusion/output/kernel"), "fusion");
      assertThat(again.step(0))
          .as("same seed, same step")
          .usingRecursiveComparison()
          .isEqualTo(with);
    }
  }

  @Test
  void theNoiseOfAnotherStepIsAnother() {
    try (StepRun first = new StepRun(2, "balance.method=ogm-ge");
        StepRun second = new StepRun(2, "balance.method=ogm-ge")) {
      String kernel = "encoder/a/hidden1/kernel";
      assertThat(first.step(0).get(kernel)).isNotEqualTo(second.step(1).get(kernel));
    }
  }

  /** Makes a modality's predictions sure of the labels, by its head and by the fusion. */
  static void favour(StepRun run, int modality) {
    Reference reference = new Reference(run);
    String name = StepRun.name(modality);
    double[] kernel = new double[2 * StepRun.CLASSES];
    for (int sample = 0; sample < StepRun.SAMPLES; sample++) {
      double[] z = reference.embedding(name, sample);
      for (int unit = 0; unit < 2; unit++) {
        kernel[unit * StepRun.CLASSES + reference.label(sample)] += z[unit];
      }
    }
    float[] head = new float[kernel.length];
    float[] fusion = run.variables().get("fusion/output/kernel");
    for (int i = 0; i < kernel.length; i++) {
      head[i] = (float) kernel[i];
      fusion[modality * kernel.length + i] = (float) kernel[i];
    }
    run.set("head/" + name + "/output/kernel", head);
    run.set("fusion/output/kernel", fusion);
  }

  private static String[] with(String more) {
    return new String[] {OGM[0], OGM[1], more};
  }

  private static BiFunction<Reference, String, double[]> prediction(String source) {
    return source.equals("heads")
        ? (reference, sampleOf) -> logits(reference, sampleOf, true)
        : (reference, sampleOf) -> logits(reference, sampleOf, false);
  }

  private static double[] logits(Reference reference, String sampleOf, boolean heads) {
    String modality = sampleOf.substring(0, 1);
    int sample = Integer.parseInt(sampleOf.substring(1));
    return heads ? reference.head(modality, sample) : reference.fused(List.of(modality), sample);
  }

  /** Returns k_m = 1 − tanh(α ρ_m) if ρ_m > 1, else 1. */
  private static Map<String, Double> factors(
      Reference reference, BiFunction<Reference, String, double[]> logits) {
    Map<String, Double> scores = new LinkedHashMap<>();
    for (String m : reference.modalities) {
      scores.put(
          m,
          reference.meanOf(
              m,
              sample ->
                  Math.exp(-reference.crossEntropy(logits.apply(reference, m + sample), sample))));
    }
    Map<String, Double> factors = new LinkedHashMap<>();
    for (String m : reference.modalities) {
      double others =
          scores.entrySet().stream()
              .filter(score -> !score.getKey().equals(m))
              .mapToDouble(Map.Entry::getValue)
              .average()
              .orElseThrow();
      double ratio = scores.get(m) / others;
      factors.put(m, ratio > 1 ? 1 - Math.tanh(ALPHA * ratio) : 1);
    }
    return factors;
  }

  /** Asserts that kernels of encoders are scaled and that nothing else is. */
  private static void assertStep(StepRun run, Reference reference, Map<String, Double> factors) {
    Map<String, double[]> expected =
        reference.gradient(Reference::uniformLoss, "encoder", "fusion", "head");
    run.step(0)
        .forEach(
            (name, taken) -> {
              boolean scaled = name.startsWith("encoder") && name.endsWith("kernel");
              double factor = scaled ? factors.get(name.split("/", -1)[1]) : 1;
              Reference.assertClose(taken, Reference.scaled(expected.get(name), factor), name);
            });
  }

  private static double[] minus(double[] left, double[] right) {
    double[] difference = left.clone();
    for (int i = 0; i < left.length; i++) {
      difference[i] -= right[i];
    }
    return difference;
  }

  private static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  private static double correlation(double[] left, double[] right) {
    double sum = 0;
    for (int i = 0; i < left.length; i++) {
      sum += left[i] * right[i];
    }
    return sum / left.length / deviation(left) / deviation(right);
  }
}
