package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

class InitialTest {

  private static float[] values(Initial initial, Shape shape, long seed) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      return Running.run(session.runner().fetch(initial.value(Ops.create(graph), shape, seed)))
          .get(0);
    }
  }

  private static double deviation(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum / values.length);
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  @Test
  void heKernelOfAConvolutionHasVarianceTwoOverTheValuesOfAWindow() {
    float[] values = values(Initial.HE, Shape.of(3, 3, 16, 32), 5);
    double expected = Math.sqrt(2.0 / (3 * 3 * 16));
    assertThat(deviation(values)).isCloseTo(expected, within(0.05 * expected));
    assertThat(mean(values)).isCloseTo(0, within(0.1 * expected));
  }

  @Test
  void glorotKernelHasVarianceTwoOverInputsAndOutputs() {
    float[] values = values(Initial.GLOROT, Shape.of(60, 100), 5);
    double expected = Math.sqrt(2.0 / 160);
    assertThat(deviation(values)).isCloseTo(expected, within(0.05 * expected));
    assertThat(mean(values)).isCloseTo(0, within(0.1 * expected));
  }

  @Test
  void recurrentKernelHasAnOrthonormalMatrixForEachGate() {
    int width = 5;
    float[] values = values(Initial.orthogonal(3), Shape.of(width, 3L * width), 5);
    for (int gate = 0; gate < 3; gate++) {
      for (int a = 0; a < width; a++) {
        for (int b = 0; b < width; b++) {
          double product = 0;
          for (int k = 0; k < width; k++) {
            int column = gate * width + k;
            product += values[a * 3 * width + column] * values[b * 3 * width + column];
          }
          assertThat(product).isCloseTo(a == b ? 1 : 0, within(1e-5));
        }
      }
    }
    float[] firstRow = Arrays.copyOf(values, width);
    assertThat(Arrays.copyOfRange(values, width, 2 * width)).isNotEqualTo(firstRow);
  }

  @Test
  void sameSeedGivesTheSameValuesAndAnotherSeedOthers() {
    Shape shape = Shape.of(4, 6);
    assertThat(values(Initial.HE, shape, 5)).containsExactly(values(Initial.HE, shape, 5));
    assertThat(values(Initial.HE, shape, 6)).isNotEqualTo(values(Initial.HE, shape, 5));
  }

  @Test
  void seedsAreTheSameInEveryProcessAndDifferByNameAndRun() {
    // FNV-1a of "a", published with the algorithm.
    assertThat(Seeds.of("a")).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(Seeds.of(1, "a")).isEqualTo(Seeds.of(1, "a"));
    assertThat(Seeds.of(1, "a")).isNotEqualTo(Seeds.of(2, "a"));
    assertThat(Seeds.of(1, "a")).isNotEqualTo(Seeds.of(1, "b"));
  }
}
