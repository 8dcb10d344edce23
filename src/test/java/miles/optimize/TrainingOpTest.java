package miles.optimize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import miles.config.OptimizerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Session;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.types.TFloat32;

class TrainingOpTest {

  private static final float[][] RATES = {{0.1f, 0.02f}, {0.03f, 0.2f}, {0.25f, 0.005f}};

  /** Every optimizer, with and without decay and clipping. */
  static Stream<OptimizerConfig> configs() {
    return Stream.of(0.0, 0.1)
        .flatMap(
            decay -> Stream.of(0.0, 0.25).flatMap(clip -> Optimizers.all(decay, clip).stream()));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void threeStepsWithChangingRatesEqualTheDoublePrecisionReference(OptimizerConfig config) {
    DoubleReference reference = new DoubleReference(config);
    try (TinyNet net = new TinyNet(config);
        Session session = net.session()) {
      for (float[] rates : RATES) {
        double[] expected = reference.step(rates[0], rates[1]);
        float[] actual = net.step(session, rates[0], rates[1]);
        assertThat((double) actual[0]).as("loss").isCloseTo(expected[0], within(2e-6));
        assertThat((double) actual[1]).as("gradient norm").isCloseTo(expected[1], within(5e-6));
        assertThat(expected[1]).as("norm, so that clipping acts").isGreaterThan(0.25);
        assertClose(net.weights(session, TinyNet.ENCODER), reference.weights, 0);
        assertClose(net.weights(session, TinyNet.FUSION), reference.weights, 9);
      }
    }
  }

  private static void assertClose(float[] actual, double[] expected, int offset) {
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("weight %d", offset + i)
          .isCloseTo(expected[offset + i], within(2e-6));
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void rateOfZeroLeavesItsGroupBitIdenticalWhileTheOtherMoves(OptimizerConfig config) {
    try (TinyNet net = new TinyNet(config);
        Session session = net.session()) {
      net.step(session, 0.05f, 0.05f);
      float[] encoder = net.weights(session, TinyNet.ENCODER);
      float[] fusion = net.weights(session, TinyNet.FUSION);
      for (int step = 0; step < 5; step++) {
        net.step(session, 0, 0.05f);
      }
      assertThat(net.weights(session, TinyNet.ENCODER)).isEqualTo(encoder);
      float[] moved = net.weights(session, TinyNet.FUSION);
      for (int i = 0; i < moved.length; i++) {
        assertThat(moved[i]).isNotEqualTo(fusion[i]);
      }
    }
  }

  @Test
  void oneSessionCallMakesOneWholeStep() {
    try (TinyNet net = new TinyNet(Optimizers.adamW(0.1, 0.25));
        Session session = net.session()) {
      List<String> ran =
          net.trace(session).getStepStats().getDevStatsList().stream()
              .flatMap(device -> device.getNodeStatsList().stream())
              .map(NodeExecStats::getTimelineLabel)
              .toList();
      assertThat(ran).filteredOn(node -> node.contains(" = ApplyAdam(")).hasSize(4);
      assertThat(ran).filteredOn(node -> node.contains(" = AssignSub(")).hasSize(4);
      assertThat(ran).filteredOn(node -> node.contains(" = AssignAdd(")).hasSize(1);
      assertThat(ran).filteredOn(node -> node.contains(" = Assign(")).hasSize(2);
      assertThat(Variables.read(session, List.of(net.steps))).containsExactly(1);
      Variable<TFloat32> power = Variables.named(net.graph, "AdamW/beta1_power");
      assertThat(Variables.read(session, List.of(power))).containsExactly(0.9f * 0.9f);
    }
  }

  @Test
  void normBelowTheLimitLeavesTheStepBitIdentical() {
    try (TinyNet free = new TinyNet(new OptimizerConfig.GradientDescent(0.1, 0, 0));
        TinyNet clipped = new TinyNet(new OptimizerConfig.GradientDescent(0.1, 0, 1000));
        Session freeSession = free.session();
        Session clippedSession = clipped.session()) {
      free.step(freeSession, 0.1f, 0.1f);
      clipped.step(clippedSession, 0.1f, 0.1f);
      for (String group : List.of(TinyNet.ENCODER, TinyNet.FUSION)) {
        assertThat(clipped.weights(clippedSession, group))
            .isEqualTo(free.weights(freeSession, group));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("configs")
  void gradientThatIsNotANumberReachesTheVariables(OptimizerConfig config) {
    try (TinyNet net = new TinyNet(config);
        Session session = net.session()) {
      float[][] values = {{Float.NaN, 0}, {0, 0}, {0, 0}, {0, 0}};
      float[] lossAndNorm = net.step(session, RATES[0], values, TinyNet.TARGETS);
      assertThat(lossAndNorm[0]).isNaN();
      assertThat(lossAndNorm[1]).isNaN();
      assertAllNaN(net.weights(session, TinyNet.ENCODER));
      assertAllNaN(net.weights(session, TinyNet.FUSION));
    }
  }

  @Test
  void infiniteNormIsNotClippedIntoAHarmlessStep() {
    try (TinyNet net = new TinyNet(new OptimizerConfig.GradientDescent(0.1, 0, 1));
        Session session = net.session()) {
      // The gradients are finite, their squares are not.
      float[][] targets = {{1e25f}, {0}, {0}, {0}};
      float[] lossAndNorm = net.step(session, RATES[0], TinyNet.INPUTS, targets);
      assertThat(lossAndNorm[1]).isEqualTo(Float.POSITIVE_INFINITY);
      assertAllNaN(net.weights(session, TinyNet.ENCODER));
      assertAllNaN(net.weights(session, TinyNet.FUSION));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1})
  void infiniteGradientReachesTheVariables(double clipNorm) {
    try (TinyNet net = new TinyNet(new OptimizerConfig.GradientDescent(0.1, 0, clipNorm));
        Session session = net.session()) {
      // Twice their product is no float any more.
      float[][] values = {{1e3f, 1e3f}, {0, 0}, {0, 0}, {0, 0}};
      float[][] targets = {{3e38f}, {0}, {0}, {0}};
      float[] lossAndNorm = net.step(session, RATES[0], values, targets);
      assertThat(lossAndNorm[1]).isNotFinite();
      assertThat(net.weights(session, TinyNet.FUSION)).isNotEmpty();
      for (float weight : net.weights(session, TinyNet.FUSION)) {
        assertThat(weight).isNotFinite();
      }
    }
  }

  private static void assertAllNaN(float[] values) {
    for (float value : values) {
      assertThat(value).isNaN();
    }
  }
}
