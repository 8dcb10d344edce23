package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import miles.config.TaskConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Losses and probabilities by their equations, computed again in plain Java. */
class TaskTest {

  private static final int SAMPLES = 4;
  private static final int OUTPUTS = 3;

  private static double loss(TaskConfig.Kind kind, double[] x, float[] y) {
    double total = 0;
    double exponentials = Arrays.stream(x).map(Math::exp).sum();
    for (int k = 0; k < OUTPUTS; k++) {
      double p = 1 / (1 + Math.exp(-x[k]));
      total +=
          switch (kind) {
            case CLASSIFICATION -> -y[k] * Math.log(Math.exp(x[k]) / exponentials);
            case MULTI_LABEL -> -(y[k] * Math.log(p) + (1 - y[k]) * Math.log(1 - p)) / OUTPUTS;
            case REGRESSION -> (x[k] - y[k]) * (x[k] - y[k]) / OUTPUTS;
          };
    }
    return total;
  }

  /** The mean loss of the samples whose presence is 1. */
  private static double mean(
      TaskConfig.Kind kind, float[] logits, float[] targets, float[] presence) {
    double total = 0;
    int count = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      if (presence[sample] == 1) {
        double[] x = new double[OUTPUTS];
        int start = sample * OUTPUTS;
        Arrays.setAll(x, k -> logits[start + k]);
        total += loss(kind, x, Arrays.copyOfRange(targets, start, start + OUTPUTS));
        count++;
      }
    }
    return total / Math.max(count, 1);
  }

  private static Running running(TaskConfig.Kind kind) {
    Running running = new Running(Networks.tabular("a", "b").with(kind).build(), SAMPLES);
    running.batch.targets()[1] = 1;
    return running;
  }

  @ParameterizedTest
  @EnumSource(TaskConfig.Kind.class)
  void fusedLossIsTheMeanOverAllSamplesAndAHeadsOverThoseWithItsModality(TaskConfig.Kind kind) {
    try (Running running = running(kind)) {
      running.batch.presence(0)[2] = 0;
      float[] all = {1, 1, 1, 1};
      float[] targets = running.batch.targets();
      var losses = running.graph.training().losses();
      float[] fused = running.fetch(running.graph.full().logits());
      float[] head = running.fetch(running.graph.head("a").logits());
      assertThat((double) running.fetch(losses.get("fusion"))[0])
          .isCloseTo(mean(kind, fused, targets, all), within(1e-5));
      assertThat((double) running.fetch(losses.get("a"))[0])
          .isCloseTo(mean(kind, head, targets, running.batch.presence(0)), within(1e-5));
    }
  }

  @Test
  void headOfAModalityThatNobodyHasLosesNothing() {
    try (Running running = running(TaskConfig.Kind.CLASSIFICATION)) {
      Arrays.fill(running.batch.presence(0), 0);
      assertThat(running.fetch(running.graph.training().losses().get("a"))).containsExactly(0);
    }
  }

  @Test
  void totalIsTheWeightedSum() {
    try (Running running = running(TaskConfig.Kind.CLASSIFICATION)) {
      var training = running.graph.training();
      assertThat(training.losses().keySet()).containsExactly("fusion", "a", "b");
      assertThat(training.lossWeights().keySet()).containsExactly("fusion", "a", "b");
      double sum = 0;
      for (var loss : training.losses().values()) {
        sum += running.fetch(loss)[0];
      }
      assertThat((double) running.fetch(training.loss())[0]).isCloseTo(sum, within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(TaskConfig.Kind.class)
  void probabilitiesFollowTheTask(TaskConfig.Kind kind) {
    try (Running running = running(kind)) {
      float[] x = running.fetch(running.graph.full().logits());
      float[] p = running.fetch(running.graph.full().probabilities());
      for (int i = 0; i < x.length; i++) {
        int start = i / OUTPUTS * OUTPUTS;
        double exponentials = 0;
        for (int k = 0; k < OUTPUTS; k++) {
          exponentials += Math.exp(x[start + k]);
        }
        double expected =
            switch (kind) {
              case CLASSIFICATION -> Math.exp(x[i]) / exponentials;
              case MULTI_LABEL -> 1 / (1 + Math.exp(-x[i]));
              case REGRESSION -> x[i];
            };
        assertThat((double) p[i]).isCloseTo(expected, within(1e-6));
      }
    }
  }
}
