package miles.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.GraphVariable;
import miles.graph.FusionGraph.Purpose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FusionTrainingTest {

  /** Nothing but the weights changes from one run to the next: no running means. */
  private static final String[] PLAIN = {
    "optimizer.kind=gradient-descent",
    "modalities.a.encoder.normalization=layer",
    "unimodal.mask=zero"
  };

  private static final String[] DECAYED = {
    "optimizer.kind=adamw", "optimizer.weight_decay=0.1", "optimizer.clip_norm=1"
  };

  @Test
  void everyGroupHasAScalarRateNamedAfterIt() {
    try (FusionRun run = new FusionRun()) {
      assertThat(run.training.learningRates().keySet())
          .containsExactly("encoder/a", "encoder/b", "fusion", "head/a", "head/b");
      run.training
          .learningRates()
          .forEach(
              (group, rate) -> {
                assertThat(rate.op().name()).isEqualTo("learning_rate/" + group);
                assertThat(rate.shape().numDimensions()).isZero();
              });
    }
  }

  @Test
  void everyTrainableVariableMovesAndEveryStatisticIsUpdated() {
    try (FusionRun run = new FusionRun(DECAYED)) {
      Map<String, float[]> before = values(run);
      run.step(1, run.rates(0.01f), 1);
      values(run)
          .forEach((name, after) -> assertThat(after).as(name).isNotEqualTo(before.get(name)));
    }
  }

  @Test
  void rateOfZeroLeavesThatGroupAloneBitIdentical() {
    try (FusionRun run = new FusionRun(DECAYED)) {
      for (String frozen : run.graph.groups()) {
        run.reset();
        run.step(1, run.rates(0.01f), 1);
        Map<String, float[]> before = values(run);
        Map<String, Float> rates = new HashMap<>(run.rates(0.01f));
        rates.put(frozen, 0f);
        run.step(2, rates, 1);
        run.step(3, rates, 1);
        assertOnlyStays(run, frozen, before);
      }
    }
  }

  private static void assertOnlyStays(FusionRun run, String frozen, Map<String, float[]> before) {
    for (GraphVariable variable : run.graph.variables()) {
      boolean stays = variable.trainable() && variable.group().equals(frozen);
      boolean stayed = Arrays.equals(run.read(variable.variable()), before.get(variable.name()));
      assertThat(stayed).as("%s when %s has rate 0", variable.name(), frozen).isEqualTo(stays);
    }
  }

  @Test
  void headsWithoutLossWeightGetNoGradient() {
    try (FusionRun run = new FusionRun(PLAIN)) {
      float[] head = run.weights("head/a");
      float[] fusion = run.weights("fusion");
      run.step(1, run.rates(0.1f), 0);
      assertThat(run.weights("head/a")).isEqualTo(head);
      assertThat(run.weights("fusion")).isNotEqualTo(fusion);
    }
  }

  /**
   * A step along −rate · g changes the loss by −rate · ‖g‖² to first order: a finite difference of
   * the whole graph for one group at a time, dropout and absent modalities included.
   */
  @Test
  void gradientIsTheSlopeOfTheLoss() {
    try (FusionRun run = new FusionRun(PLAIN)) {
      for (String group : run.graph.groups()) {
        float rate = 1e-3f;
        double above = lossAfterStep(run, group, -rate);
        float[] start = startOf(run, group);
        double below = lossAfterStep(run, group, rate);
        double squares = 0;
        float[] end = run.weights(group);
        for (int i = 0; i < end.length; i++) {
          squares += Math.pow((start[i] - end[i]) / rate, 2);
        }
        assertThat(squares).as("squared gradient norm of %s", group).isGreaterThan(1e-3);
        assertThat((above - below) / (2 * rate))
            .as("slope along the gradient of %s", group)
            .isCloseTo(squares, within(2e-3 * squares));
      }
    }
  }

  private static float[] startOf(FusionRun run, String group) {
    run.reset();
    return run.weights(group);
  }

  private static double lossAfterStep(FusionRun run, String group, float rate) {
    run.reset();
    Map<String, Float> rates = new HashMap<>(run.rates(0));
    rates.put(group, rate);
    run.step(1, rates, 1);
    return run.loss(1);
  }

  @Test
  void inferenceGraphIsRefused() {
    var config = FusionRun.config();
    try (FusionGraph graph = FusionRun.graph(config, Purpose.INFERENCE)) {
      assertThatThrownBy(() -> TrainingOp.build(graph, config.optimizer()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("inference");
    }
  }

  @Test
  void slotsAreNamedAfterTheirVariables() {
    try (FusionRun run = new FusionRun()) {
      Set<String> names = new HashSet<>();
      Variables.all(run.graph.graph()).forEach(variable -> names.add(variable.op().name()));
      for (GraphVariable variable : run.graph.variables()) {
        if (variable.trainable()) {
          assertThat(names).contains(variable.name() + "/Adam_m", variable.name() + "/Adam_v");
        }
      }
      assertThat(names).contains("Adam/beta1_power", "Adam/beta2_power");
    }
  }

  @Test
  void restoredRunGoesOnWithTheSameBits(@TempDir Path folder) {
    try (FusionRun run = new FusionRun(DECAYED)) {
      run.step(1, run.rates(0.01f), 1);
      run.save(folder.resolve("variables"));
      run.step(2, run.rates(0.02f), 1);
      float[] uninterrupted = run.state();
      run.restart();
      run.restore(folder.resolve("variables"));
      run.step(2, run.rates(0.02f), 1);
      assertThat(run.state()).isEqualTo(uninterrupted);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  @Tag("slow")
  void freshSessionsWithDropoutGiveEqualBits(int threads) {
    Set<Integer> results = new HashSet<>();
    Set<Float> losses = new HashSet<>();
    try (FusionRun run = new FusionRun(FusionRun.threads(threads), DECAYED)) {
      for (int repetition = 0; repetition < 10; repetition++) {
        run.restart();
        for (int step = 0; step < 20; step++) {
          losses.add(run.step(step, run.rates(0.01f), 1));
        }
        results.add(Arrays.hashCode(run.state()));
      }
    }
    assertThat(results).hasSize(1);
    assertThat(losses).as("one loss for each step").hasSize(20);
  }

  private static Map<String, float[]> values(FusionRun run) {
    Map<String, float[]> values = new LinkedHashMap<>();
    run.graph
        .variables()
        .forEach(variable -> values.put(variable.name(), run.read(variable.variable())));
    return values;
  }
}
