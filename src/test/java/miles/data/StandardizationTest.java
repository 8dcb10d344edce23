package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

class StandardizationTest {

  @Test
  void meansAndDeviationsAreThoseOfTheDefinition() {
    Random random = new Random(3);
    float[][] rows = new float[500][2];
    Standardization statistics = new Standardization(2);
    for (float[] row : rows) {
      row[0] = (float) random.nextGaussian();
      row[1] = (float) (1e6 + random.nextInt(5)); // a large mean beside a small deviation
      statistics.addRow(row, 0);
    }
    for (int column = 0; column < 2; column++) {
      double mean = 0;
      for (float[] row : rows) {
        mean += row[column] / 500.0;
      }
      double squares = 0;
      for (float[] row : rows) {
        squares += (row[column] - mean) * (row[column] - mean);
      }
      assertThat((double) statistics.means().get(column)).isCloseTo((float) mean, within(1e-7));
      assertThat((double) statistics.deviations().get(column))
          .isCloseTo(Math.sqrt(squares / 500), within(1e-6));
    }
  }

  @Test
  void missingNumbersCountNothingAndConstantColumnsAreSafe() {
    Standardization statistics = new Standardization(3);
    statistics.addRow(new float[] {9, 1, 0.1f, Float.NaN}, 1);
    statistics.addRow(new float[] {9, Float.NaN, 0.1f, Float.NaN}, 1);
    statistics.addRow(new float[] {9, 3, 0.1f, Float.NaN}, 1);

    assertThat(statistics.means()).containsExactly(2f, 0.1f, 0f);
    assertThat(statistics.deviations()).containsExactly(1f, 1f, 1f);
    assertThat(List.of(statistics.count(0), statistics.count(1), statistics.count(2)))
        .containsExactly(2L, 3L, 0L);
  }

  @Test
  void subgraphStandardisesAndPutsTheMeanForMissingNumbers() {
    TabularPreprocessor tabular =
        new TabularPreprocessor(
            "bio", List.of("bio.a", "bio.b"), List.of(10f, 0.1f), List.of(4f, 1f));
    float[] numbers = {14, 0.1f, Float.NaN, 1.1f, 8, Float.NaN};
    try (Subgraph graph = new Subgraph(tabular);
        TFloat32 raw = TFloat32.tensorOf(Shape.of(3, 2), DataBuffers.of(numbers))) {
      assertThat(graph.floats(raw)).containsExactly(1, 0, 0, 1, -0.5f, 0);
      assertThat(graph.shape()).containsExactly(-1L, 2L);
    }
  }
}
