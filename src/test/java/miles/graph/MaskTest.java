package miles.graph;

import static miles.graph.Networks.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import miles.config.FusionConfig;
import miles.config.UnimodalConfig.Mask;
import miles.graph.FusionGraph.Prediction;
import miles.graph.FusionGraph.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Session;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** A masked prediction is the full one with the others absent, and costs nothing of the others. */
class MaskTest {

  private static final int SAMPLES = 4;

  private static Running trained(Networks network) {
    Running running = new Running(network.build(), SAMPLES);
    running
        .training(true)
        .fetch(List.of(running.graph.training().loss()), running.graph.training().updates());
    return running.training(false);
  }

  private static float[] logits(Running running, Prediction prediction) {
    return running.fetch(prediction.logits());
  }

  /** The full prediction with only these modalities fed as present. */
  private static float[] withPresent(Running running, Set<String> present) {
    for (int m = 0; m < running.graph.modalities().size(); m++) {
      float one = present.contains(running.graph.modalities().get(m)) ? 1 : 0;
      Arrays.fill(running.batch.presence(m), one);
    }
    float[] logits = logits(running, running.graph.full());
    for (int m = 0; m < running.graph.modalities().size(); m++) {
      Arrays.fill(running.batch.presence(m), 1);
    }
    return logits;
  }

  @ParameterizedTest
  @EnumSource(Mask.class)
  void everySubsetOfThreeEqualsTheFullPredictionWithTheOthersAbsent(Mask mask) {
    try (Running running = trained(Networks.tabular("a", "b", "c").with(mask))) {
      for (Set<String> subset :
          List.<Set<String>>of(
              Set.of(), Set.of("a"), Set.of("c"), Set.of("a", "c"), Set.of("a", "b", "c"))) {
        assertThat(logits(running, running.graph.subset(subset)))
            .as("%s", subset)
            .containsExactly(withPresent(running, subset), within(1e-6f));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("miles.graph.GradientTest#fusions")
  void everyFusionMasksTheSameWay(FusionConfig fusion) {
    try (Running running = trained(Networks.tabular("a", "b").with(fusion))) {
      assertThat(logits(running, running.graph.only("b")))
          .containsExactly(withPresent(running, Set.of("b")), within(1e-6f));
    }
  }

  @Test
  void maskOfMeansDiffersFromMaskOfZeros() {
    try (Running means = trained(Networks.tabular("a", "b").with(Mask.MEAN));
        Running zeros = trained(Networks.tabular("a", "b").with(Mask.ZERO))) {
      assertThat(logits(means, means.graph.full()))
          .containsExactly(logits(zeros, zeros.graph.full()));
      assertThat(logits(means, means.graph.only("a")))
          .isNotEqualTo(logits(zeros, zeros.graph.only("a")));
    }
  }

  @Test
  void nothingAtAllGivesEverySampleTheSamePrediction() {
    try (Running running = trained(Networks.tabular("a", "b"))) {
      float[] logits = logits(running, running.graph.subset(Set.of()));
      assertThat(logits).hasSize(SAMPLES * 3);
      for (int i = 3; i < logits.length; i++) {
        assertThat(logits[i]).isEqualTo(logits[i - 3]);
      }
    }
  }

  @Test
  void withoutOneOfTwoIsOnlyTheOther() {
    try (FusionGraph graph = Networks.tabular("a", "b").build()) {
      assertThat(graph.without("a")).isSameAs(graph.only("b"));
      assertThat(graph.subset(Set.of("a", "b"))).isSameAs(graph.full());
      assertThat(graph.only("b").name()).isEqualTo("only/b");
    }
  }

  @Test
  void subsetsHaveNamesOfTheirOwn() {
    try (FusionGraph graph = Networks.tabular("a", "b", "c", "d").build()) {
      assertThat(graph.without("b").name()).isEqualTo("without/b");
      assertThat(graph.subset(Set.of("d", "b")).name()).isEqualTo("subset/b-and-d");
      assertThat(graph.subset(Set.of()).name()).isEqualTo("subset/none");
      assertThat(graph.subset(Set.of("b", "d"))).isSameAs(graph.subset(Set.of("d", "b")));
    }
  }

  @Test
  void unknownModalityIsRefused() {
    try (FusionGraph graph = Networks.tabular("a", "b").build()) {
      assertThatThrownBy(() -> graph.subset(Set.of("a", "x")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("no modality \"x\"; there are [a, b]");
    }
  }

  @ParameterizedTest
  @EnumSource(Purpose.class)
  void maskedPredictionNeedsNoFeedOfTheOthers(Purpose purpose) {
    Networks network = Networks.tabular("a", "b");
    try (FusionGraph graph = network.build(3, purpose);
        Session session = new Session(graph.graph());
        TFloat32 values = TFloat32.tensorOf(StdArrays.ndCopyOf(new float[2][5]));
        TFloat32 presence = TFloat32.vectorOf(1, 1)) {
      graph.initialize(session);
      Session.Runner runner =
          session.runner().feed(graph.input("b"), values).feed(graph.presence("b"), presence);
      assertThat(Running.run(runner.fetch(graph.only("b").probabilities())).get(0)).hasSize(6);
    }
  }

  @Test
  void ofAbsentSamplesNothingIsReadNotEvenNaN() {
    try (Running running = trained(Networks.tabular("a", "b"))) {
      running.training(true);
      running.batch.presence(0)[1] = 0;
      List<float[]> clean = everything(running);
      Arrays.fill(running.batch.floats(0), 5, 10, Float.NaN);
      List<float[]> poisoned = everything(running);
      for (int i = 0; i < clean.size(); i++) {
        assertThat(poisoned.get(i)).doesNotContain(Float.NaN).containsExactly(clean.get(i));
      }
    }
  }

  @Test
  void absentSamplesChangeNoOtherSampleThroughBatchNormalization() {
    Networks network =
        Networks.empty()
            .with(floats("a", 7, 6, 1), GradientTest.NORMALIZED)
            .with(floats("b", 5), Networks.MLP);
    try (Running four = new Running(network.build(), 4);
        Running three = new Running(network.build(), 3)) {
      System.arraycopy(four.batch.floats(0), 0, three.batch.floats(0), 0, 3 * 42);
      four.batch.presence(0)[3] = 0;
      float[] all = four.training(true).fetch(four.graph.embedding("a"));
      float[] present = three.training(true).fetch(three.graph.embedding("a"));
      assertThat(Arrays.copyOf(all, present.length)).containsExactly(present, within(1e-5f));
    }
  }

  /** Loss, predictions and every gradient. */
  private static List<float[]> everything(Running running) {
    var operands =
        new java.util.ArrayList<>(
            GradientCheck.gradients(
                running,
                running.graph.variables().stream()
                    .filter(FusionGraph.GraphVariable::trainable)
                    .toList()));
    operands.add(running.graph.training().loss());
    operands.add(running.graph.full().logits());
    operands.add(running.graph.only("a").logits());
    return running.fetch(operands, List.of());
  }
}
