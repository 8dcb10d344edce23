package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import miles.config.EncoderConfig.Mlp;
import miles.config.Normalization;
import org.junit.jupiter.api.Test;

class DropoutTest {

  private static Running running() {
    Mlp wide = new Mlp(List.of(400), 0.25, Normalization.NONE);
    Networks network =
        Networks.empty().with(Networks.floats("a", 5), wide).with(Networks.floats("b", 5), wide);
    return new Running(network.build(), 4);
  }

  private static float[] embedding(Running running, String modality) {
    return running.fetch(running.graph.embedding(modality));
  }

  @Test
  void dropsTheRateAndScalesTheRest() {
    try (Running running = running()) {
      float[] whole = embedding(running, "a");
      float[] dropped = embedding(running.training(true).step(3), "a");
      int positive = 0;
      int kept = 0;
      for (int i = 0; i < whole.length; i++) {
        if (whole[i] > 0) {
          positive++;
          if (dropped[i] != 0) {
            kept++;
            assertThat(dropped[i]).isCloseTo(whole[i] / 0.75f, within(1e-5f));
          }
        }
      }
      assertThat((double) kept / positive).isCloseTo(0.75, within(0.06));
    }
  }

  @Test
  void sameStepDropsTheSameInAnotherGraph() {
    try (Running one = running();
        Running other = running()) {
      assertThat(embedding(one.training(true).step(3), "a"))
          .containsExactly(embedding(other.training(true).step(3), "a"));
    }
  }

  @Test
  void anotherStepAndAnotherLayerDropSomethingElse() {
    try (Running running = running().training(true)) {
      boolean[] first = zeros(embedding(running.step(3), "a"));
      assertThat(zeros(embedding(running.step(4), "a"))).isNotEqualTo(first);
      for (String name : List.of("kernel", "bias")) {
        String path = "encoder/%s/hidden1/" + name;
        running.set(path.formatted("b"), running.variables().get(path.formatted("a")));
      }
      System.arraycopy(running.batch.floats(0), 0, running.batch.floats(1), 0, 20);
      assertThat(zeros(embedding(running.step(3), "b"))).isNotEqualTo(first);
    }
  }

  @Test
  void evaluationDropsNothingWhateverTheStep() {
    try (Running running = running()) {
      assertThat(embedding(running.step(3), "a")).containsExactly(embedding(running.step(4), "a"));
    }
  }

  private static boolean[] zeros(float[] values) {
    boolean[] zeros = new boolean[values.length];
    for (int i = 0; i < values.length; i++) {
      zeros[i] = values[i] == 0;
    }
    return zeros;
  }
}
