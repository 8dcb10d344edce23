package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import miles.data.Batch;

/**
 * The network of {@link StepRun} in plain Java and double precision. Nothing here comes from
 * TensorFlow: predictions and losses are written out, gradients are central finite differences.
 */
final class Reference {

  private static final double WIDTH = 1e-5;

  final List<String> modalities;
  final Map<String, double[]> weights = new LinkedHashMap<>();
  private final Batch batch;

  /** Takes the variables of a run as they are. */
  Reference(StepRun run) {
    modalities = run.graph.modalities();
    batch = run.batch;
    run.variables().forEach((name, values) -> weights.put(name, widen(values)));
  }

  private static double[] widen(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  double[] of(String variable) {
    double[] values = weights.get(variable);
    assertThat(values).as(variable).isNotNull();
    return values;
  }

  /** Returns z_m = max(x W + b, 0) of one sample. */
  double[] embedding(String modality, int sample) {
    double[] kernel = of("encoder/" + modality + "/hidden1/kernel");
    double[] z = of("encoder/" + modality + "/hidden1/bias").clone();
    float[] x = batch.floats(modalities.indexOf(modality));
    int inputs = kernel.length / z.length;
    for (int unit = 0; unit < z.length; unit++) {
      for (int i = 0; i < inputs; i++) {
        z[unit] += x[sample * inputs + i] * kernel[i * z.length + unit];
      }
      z[unit] = Math.max(z[unit], 0);
    }
    return z;
  }

  /** Returns the mask value of a modality. */
  double[] mask(String modality) {
    return of("encoder/" + modality + "/mask");
  }

  boolean has(String modality, int sample) {
    return batch.presence(modalities.indexOf(modality))[sample] == 1;
  }

  /** Returns the embeddings of one sample, those of other modalities masked. */
  Map<String, double[]> seen(List<String> visible, int sample) {
    Map<String, double[]> z = new LinkedHashMap<>();
    for (String m : modalities) {
      z.put(m, visible.contains(m) && has(m, sample) ? embedding(m, sample) : mask(m));
    }
    return z;
  }

  /** Returns the fused logits of some modalities of one sample, the others masked. */
  double[] fused(List<String> visible, int sample) {
    return fused(seen(visible, sample));
  }

  double[] fused(Map<String, double[]> embeddings) {
    double[] joined =
        modalities.stream().map(embeddings::get).flatMapToDouble(Arrays::stream).toArray();
    return linear(joined, of("fusion/output/kernel"), of("fusion/output/bias"));
  }

  double[] head(String modality, int sample) {
    String path = "head/" + modality + "/output/";
    return linear(embedding(modality, sample), of(path + "kernel"), of(path + "bias"));
  }

  private static double[] linear(double[] x, double[] kernel, double[] bias) {
    double[] y = bias.clone();
    for (int k = 0; k < y.length; k++) {
      for (int i = 0; i < x.length; i++) {
        y[k] += x[i] * kernel[i * y.length + k];
      }
    }
    return y;
  }

  int label(int sample) {
    for (int k = 0; k < StepRun.CLASSES; k++) {
      if (batch.targets()[sample * StepRun.CLASSES + k] == 1) {
        return k;
      }
    }
    throw new AssertionError("no label");
  }

  /** Returns −log of the softmax at the label. */
  double crossEntropy(double[] logits, int sample) {
    double sum = 0;
    for (double logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum) - logits[label(sample)];
  }

  /** Returns the mean cross-entropy of the fused prediction. */
  double fusedLoss() {
    return mean(sample -> crossEntropy(fused(modalities, (int) sample), (int) sample));
  }

  /** Returns the mean cross-entropy of a head over the samples that have its modality. */
  double headLoss(String modality) {
    return meanOf(modality, sample -> crossEntropy(head(modality, (int) sample), (int) sample));
  }

  /** Returns the loss of {@code uniform}. */
  double uniformLoss() {
    return fusedLoss() + modalities.stream().mapToDouble(this::headLoss).sum();
  }

  double mean(ToDoubleFunction<Integer> ofSample) {
    double sum = 0;
    for (int sample = 0; sample < StepRun.SAMPLES; sample++) {
      sum += ofSample.applyAsDouble(sample);
    }
    return sum / StepRun.SAMPLES;
  }

  double meanOf(String modality, ToDoubleFunction<Integer> ofSample) {
    double sum = 0;
    int count = 0;
    for (int sample = 0; sample < StepRun.SAMPLES; sample++) {
      if (has(modality, sample)) {
        sum += ofSample.applyAsDouble(sample);
        count++;
      }
    }
    return sum / count;
  }

  /** Returns the gradient of a loss with respect to the trained variables of some groups. */
  Map<String, double[]> gradient(ToDoubleFunction<Reference> loss, String... prefixes) {
    Map<String, double[]> gradients = new LinkedHashMap<>();
    for (String name : new ArrayList<>(weights.keySet())) {
      boolean wanted = List.of(prefixes).stream().anyMatch(name::startsWith);
      if (wanted && !name.contains("mask") && !name.startsWith("balance")) {
        gradients.put(name, gradient(loss, of(name)));
      }
    }
    return gradients;
  }

  private double[] gradient(ToDoubleFunction<Reference> loss, double[] values) {
    double[] gradient = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      double value = values[i];
      values[i] = value + WIDTH;
      double above = loss.applyAsDouble(this);
      values[i] = value - WIDTH;
      double below = loss.applyAsDouble(this);
      values[i] = value;
      gradient[i] = (above - below) / (2 * WIDTH);
    }
    return gradient;
  }

  static void assertClose(double[] actual, double[] expected, String name) {
    assertThat(actual).as(name).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      double precision = 3e-6 * Math.max(1, Math.abs(expected[i]));
      assertThat(actual[i]).as("%s[%d]", name, i).isCloseTo(expected[i], within(precision));
    }
  }

  static double[] scaled(double[] values, double factor) {
    return Arrays.stream(values).map(value -> value * factor).toArray();
  }
}
