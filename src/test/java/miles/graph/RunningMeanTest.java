package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

class RunningMeanTest {

  private static final String MEAN = "encoder/a/mask";
  private static final String SAMPLES = "encoder/a/mask_samples";

  private static Running start() {
    return new Running(Networks.tabular("a", "b").build(), 4).training(true);
  }

  private static float[] update(Running running) {
    return running
        .fetch(List.of(running.graph.embedding("a")), running.graph.training().updates())
        .get(0);
  }

  /** Mean of the embedding's columns over the first samples. */
  private static double[] mean(float[] embedding, int samples) {
    int width = embedding.length / 4;
    double[] mean = new double[width];
    for (int i = 0; i < samples * width; i++) {
      mean[i % width] += embedding[i] / (double) samples;
    }
    return mean;
  }

  private static void shiftInputs(Running running, float by) {
    float[] values = running.batch.floats(0);
    for (int i = 0; i < values.length; i++) {
      values[i] += by;
    }
  }

  @Test
  void firstBatchGivesItsOwnMean() {
    try (Running running = start()) {
      double[] expected = mean(update(running), 4);
      assertThat(doubles(running.variables().get(MEAN))).containsExactly(expected, within(1e-6));
      assertThat(running.variables().get(SAMPLES)).containsExactly(4);
    }
  }

  @Test
  void laterBatchCountsByItsSamplesAndAbsentOnesDoNotCount() {
    try (Running running = start()) {
      double[] first = mean(update(running), 4);
      shiftInputs(running, 1);
      Arrays.fill(running.batch.presence(0), 3, 4, 0);
      double[] second = mean(update(running), 3);
      double total = 0.95 * 4 + 3;
      double[] expected = new double[first.length];
      Arrays.setAll(expected, i -> first[i] + 3 / total * (second[i] - first[i]));
      assertThat(doubles(running.variables().get(MEAN))).containsExactly(expected, within(1e-6));
      assertThat(running.variables().get(SAMPLES)[0]).isCloseTo((float) total, within(1e-6f));
    }
  }

  @Test
  void batchWithoutTheModalityChangesNothing() {
    try (Running running = start()) {
      update(running);
      var before = running.variables();
      Arrays.fill(running.batch.presence(0), 0);
      shiftInputs(running, 1);
      update(running);
      assertThat(running.variables().get(MEAN)).containsExactly(before.get(MEAN));
      assertThat(running.variables().get(SAMPLES)).containsExactly(before.get(SAMPLES));
    }
  }

  @Test
  void stepReadsTheMeanBeforeItIsChanged() {
    try (Running running = start()) {
      Operand<TFloat32> masked = running.graph.only("b").logits();
      for (int step = 0; step < 50; step++) {
        float[] before = running.fetch(masked);
        float[] during = running.fetch(List.of(masked), running.graph.training().updates()).get(0);
        assertThat(during).containsExactly(before);
        shiftInputs(running, 0.1f);
      }
    }
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    Arrays.setAll(doubles, i -> values[i]);
    return doubles;
  }
}
