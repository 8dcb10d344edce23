package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import miles.config.FusionConfig;
import org.junit.jupiter.api.Test;

/** Every fusion follows its equation, computed again in plain Java from the embeddings. */
class FusionTest {

  private static final int WIDTH = 4;

  @Test
  void concatenationPutsEmbeddingsSideBySide() {
    check(new FusionConfig.Concat(List.of(), 0), FusionTest::concatenated);
  }

  @Test
  void sumAddsProjections() {
    check(
        new FusionConfig.Sum(WIDTH, List.of(), 0),
        z -> add(z.linear("project", "a"), z.linear("project", "b"), z.linear("project", "c")));
  }

  @Test
  void filmScalesAndShiftsTheFirst() {
    check(
        new FusionConfig.Film(WIDTH, List.of(), 0),
        z -> {
          double[] h = z.linear("project", "a");
          for (String other : List.of("b", "c")) {
            double[] scale = map(z.linear("scale", other), x -> 1 + x);
            h = add(multiply(scale, h), z.linear("shift", other));
          }
          return h;
        });
  }

  @Test
  void gateWeighsTanhProjections() {
    check(
        new FusionConfig.Gated(WIDTH, List.of(), 0),
        z -> {
          double[] h = new double[WIDTH];
          for (String m : List.of("a", "b", "c")) {
            double[] gate = map(z.linear("gate", m, concatenated(z)), x -> 1 / (1 + Math.exp(-x)));
            h = add(h, multiply(gate, map(z.linear("project", m), Math::tanh)));
          }
          return h;
        });
  }

  @Test
  void attentionWeighsProjectionsBySoftmax() {
    check(
        new FusionConfig.Attention(WIDTH, List.of(), 0),
        z -> {
          float[] v = z.variables.get("fusion/score/kernel");
          double total = 0;
          double[] h = new double[WIDTH];
          for (String m : List.of("a", "b", "c")) {
            double[] p = z.linear("project", m);
            double score = 0;
            for (int i = 0; i < WIDTH; i++) {
              score += v[i] * Math.tanh(p[i]);
            }
            double weight = Math.exp(score);
            total += weight;
            h = add(h, map(p, x -> x * weight));
          }
          double sum = total;
          return map(h, x -> x / sum);
        });
  }

  @Test
  void lowRankFusionSumsProductsOverTheRanks() {
    check(
        new FusionConfig.LowRank(WIDTH, 3, List.of(), 0),
        z -> {
          double[] product =
              multiply(
                  multiply(z.linear("factor", "a"), z.linear("factor", "b")),
                  z.linear("factor", "c"));
          double[] h = new double[WIDTH];
          for (int i = 0; i < product.length; i++) {
            h[i % WIDTH] += product[i];
          }
          return h;
        });
  }

  /** One sample's embeddings, and the fusion's variables. */
  private record Embeddings(Map<String, double[]> z, Map<String, float[]> variables) {

    double[] linear(String layer, String modality) {
      return linear(layer, modality, z.get(modality));
    }

    double[] linear(String layer, String modality, double[] x) {
      return affine(variables, "fusion/" + layer + "/" + modality, x);
    }
  }

  @FunctionalInterface
  private interface Equation {
    double[] fused(Embeddings embeddings);
  }

  private static void check(FusionConfig fusion, Equation equation) {
    Networks network = Networks.tabular("a", "b", "c").with(fusion);
    try (Running running = new Running(network.build(), 1)) {
      running.shake();
      Map<String, double[]> z = new LinkedHashMap<>();
      for (String m : running.graph.modalities()) {
        z.put(m, doubles(running.fetch(running.graph.embedding(m))));
      }
      Map<String, float[]> variables = running.variables();
      double[] fused = equation.fused(new Embeddings(z, variables));
      double[] expected = affine(variables, "fusion/output", fused);
      assertThat(doubles(running.fetch(running.graph.full().logits())))
          .containsExactly(expected, within(2e-6));
    }
  }

  private static double[] concatenated(Embeddings embeddings) {
    return embeddings.z().values().stream().flatMapToDouble(Arrays::stream).toArray();
  }

  /** Returns xᵀ · kernel + bias. */
  private static double[] affine(Map<String, float[]> variables, String layer, double[] x) {
    float[] kernel = variables.get(layer + "/kernel");
    double[] y = doubles(variables.get(layer + "/bias"));
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        y[j] += x[i] * kernel[i * y.length + j];
      }
    }
    return y;
  }

  private static double[] add(double[]... terms) {
    double[] sum = new double[terms[0].length];
    for (double[] term : terms) {
      Arrays.setAll(sum, i -> sum[i] + term[i]);
    }
    return sum;
  }

  private static double[] multiply(double[] a, double[] b) {
    double[] product = new double[a.length];
    Arrays.setAll(product, i -> a[i] * b[i]);
    return product;
  }

  private static double[] map(double[] x, DoubleUnaryOperator function) {
    return Arrays.stream(x).map(function).toArray();
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
