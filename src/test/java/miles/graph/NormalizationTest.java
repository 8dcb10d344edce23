package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import miles.config.EncoderConfig.Mlp;
import miles.config.Normalization;
import miles.graph.FusionGraph.GraphVariable;
import org.junit.jupiter.api.Test;

/** Normalisation by its equations, computed again in plain Java. */
class NormalizationTest {

  private static final int UNITS = 6;
  private static final int SAMPLES = 5;
  private static final double EPSILON = 1e-3;

  private static Running running(Normalization kind) {
    Networks network =
        Networks.empty()
            .with(Networks.floats("a", 4), new Mlp(List.of(UNITS), 0, kind))
            .with(Networks.floats("b", 5), Networks.MLP);
    Running running = new Running(network.build(), SAMPLES);
    running.shake();
    return running;
  }

  /** Returns x · kernel, before normalisation: [sample][unit]. */
  private static double[][] products(Running running) {
    float[] kernel = running.variables().get("encoder/a/hidden1/kernel");
    double[][] products = new double[SAMPLES][UNITS];
    for (int sample = 0; sample < SAMPLES; sample++) {
      for (int unit = 0; unit < UNITS; unit++) {
        for (int i = 0; i < 4; i++) {
          products[sample][unit] +=
              running.batch.floats(0)[sample * 4 + i] * kernel[i * UNITS + unit];
        }
      }
    }
    return products;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double variance(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
  }

  private static double[] column(double[][] rows, int unit, int samples) {
    return Arrays.stream(rows).limit(samples).mapToDouble(row -> row[unit]).toArray();
  }

  private static double normalized(
      Map<String, float[]> variables, int unit, double x, double[] statistics) {
    double scale = variables.get("encoder/a/hidden1/scale")[unit];
    double offset = variables.get("encoder/a/hidden1/offset")[unit];
    double y = scale * (x - statistics[0]) / Math.sqrt(statistics[1] + EPSILON) + offset;
    return Math.max(y, 0);
  }

  @Test
  void layerNormalizationUsesEachSamplesOwnStatistics() {
    try (Running running = running(Normalization.LAYER)) {
      float[] embedding = running.fetch(running.graph.embedding("a"));
      double[][] x = products(running);
      Map<String, float[]> variables = running.variables();
      for (int i = 0; i < embedding.length; i++) {
        double[] row = x[i / UNITS];
        double[] statistics = {mean(row), variance(row)};
        double expected = normalized(variables, i % UNITS, row[i % UNITS], statistics);
        assertThat((double) embedding[i]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void batchNormalizationInTrainingUsesThePresentSamples() {
    try (Running running = running(Normalization.BATCH).training(true)) {
      running.batch.presence(0)[SAMPLES - 1] = 0;
      float[] embedding = running.fetch(running.graph.embedding("a"));
      double[][] x = products(running);
      Map<String, float[]> variables = running.variables();
      for (int i = 0; i < (SAMPLES - 1) * UNITS; i++) {
        double[] column = column(x, i % UNITS, SAMPLES - 1);
        double[] statistics = {mean(column), variance(column)};
        double expected = normalized(variables, i % UNITS, x[i / UNITS][i % UNITS], statistics);
        assertThat((double) embedding[i]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void batchNormalizationOtherwiseUsesTheRunningStatistics() {
    try (Running running = running(Normalization.BATCH)) {
      running.set("encoder/a/hidden1/mean_samples", new float[] {0});
      running.set("encoder/a/hidden1/variance_samples", new float[] {0});
      running.training(true).fetch(List.of(), running.graph.training().updates());
      double[][] trainedOn = products(running);
      float[] values = running.batch.floats(0);
      for (int i = 0; i < values.length; i++) {
        values[i] = 2 * values[i] - 1;
      }
      float[] embedding = running.training(false).fetch(running.graph.embedding("a"));
      double[][] x = products(running);
      Map<String, float[]> variables = running.variables();
      for (int i = 0; i < embedding.length; i++) {
        double[] column = column(trainedOn, i % UNITS, SAMPLES);
        double[] statistics = {mean(column), variance(column)};
        double expected = normalized(variables, i % UNITS, x[i / UNITS][i % UNITS], statistics);
        assertThat((double) embedding[i]).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void batchWithoutAnyPresentSampleStaysFinite() {
    try (Running running = running(Normalization.BATCH).training(true)) {
      Arrays.fill(running.batch.presence(0), 0);
      Map<String, float[]> before = running.variables();
      float[] loss =
          running
              .fetch(List.of(running.graph.training().loss()), running.graph.training().updates())
              .get(0);
      assertThat(loss[0]).isFinite();
      for (String name : List.of("mean", "variance")) {
        String path = "encoder/a/hidden1/" + name;
        assertThat(running.variables().get(path)).containsExactly(before.get(path));
      }
      List<GraphVariable> trained =
          running.graph.variables().stream().filter(GraphVariable::trainable).toList();
      List<float[]> gradients = running.fetch(GradientCheck.gradients(running, trained), List.of());
      for (int i = 0; i < trained.size(); i++) {
        for (float value : gradients.get(i)) {
          assertThat(value).as(trained.get(i).name()).isFinite();
        }
      }
    }
  }
}
