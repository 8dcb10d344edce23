package miles.graph;

import static miles.graph.Networks.floats;
import static miles.graph.Networks.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withPrecision;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import miles.config.EncoderConfig;
import miles.config.EncoderConfig.Cnn;
import miles.config.EncoderConfig.Cnn1d;
import miles.config.EncoderConfig.Convolution;
import miles.config.EncoderConfig.EmbeddingBag;
import miles.config.EncoderConfig.Recurrent;
import miles.config.EncoderConfig.ResNet;
import miles.config.InvalidValueException;
import miles.config.Normalization;
import miles.data.FeatureSpec;
import miles.graph.FusionGraph.Prediction;
import miles.graph.FusionGraph.Purpose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("slow")
class EncoderTest {

  private static final int VOCABULARY = 9;

  private static Networks network(FeatureSpec spec, EncoderConfig encoder) {
    return Networks.empty().with(spec, encoder).with(floats("second", 5), Networks.MLP);
  }

  static Stream<EncoderConfig> ofTexts() {
    List<Convolution> odd = List.of(new Convolution(4, 3, 1, 2), new Convolution(3, 2, 1, 3));
    List<Convolution> strided = List.of(new Convolution(4, 4, 2, 1), new Convolution(3, 3, 3, 2));
    return Stream.concat(
        Stream.of(
            new EmbeddingBag(4, List.of(), 0),
            new EmbeddingBag(4, List.of(3), 0),
            new Recurrent(Recurrent.Cell.GRU, 3, 4, 0),
            new Recurrent(Recurrent.Cell.LSTM, 3, 4, 0)),
        Stream.of(Normalization.values())
            .flatMap(
                kind ->
                    Stream.of(new Cnn1d(3, odd, 4, 0, kind), new Cnn1d(3, strided, 4, 0, kind))));
  }

  /** Embeddings of texts of 5, 3, 1 and 0 tokens, in training, with biases that are not 0. */
  private static float[] embeddings(EncoderConfig encoder, int length) {
    try (Running running =
        new Running(network(tokens("text", length, VOCABULARY), encoder).build(), 4)) {
      int[] lengths = {5, 3, 1, 0};
      int[] ids = running.batch.ints(0);
      for (int i = 0; i < ids.length; i++) {
        int position = i % length;
        boolean real = position < lengths[i / length];
        ids[i] = real ? 1 + (3 * position + i / length) % (VOCABULARY - 1) : 0;
      }
      running.shake();
      return running.training(true).fetch(running.graph.embedding("text"));
    }
  }

  @ParameterizedTest
  @MethodSource("ofTexts")
  void morePaddingChangesNoText(EncoderConfig encoder) {
    float[] tight = embeddings(encoder, 5);
    for (int length : new int[] {6, 8, 13}) {
      assertThat(embeddings(encoder, length))
          .as("length %d", length)
          .containsExactly(tight, within(2e-6f));
    }
    assertThat(rows(tight).distinct().count()).as("different texts").isGreaterThan(1);
  }

  /** The embeddings of the four texts. */
  private static Stream<List<Float>> rows(float[] embeddings) {
    int width = embeddings.length / 4;
    return IntStream.range(0, 4)
        .mapToObj(
            row ->
                IntStream.range(row * width, (row + 1) * width)
                    .mapToObj(i -> embeddings[i])
                    .toList());
  }

  static Stream<Networks> networks() {
    return GradientTest.encoders()
        .map(pair -> network((FeatureSpec) pair.get()[0], (EncoderConfig) pair.get()[1]));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void inferenceGraphOfTheSameValuesGivesTheSamePredictions(Networks network) {
    try (Running trained = new Running(network.build(), 5);
        Running served = new Running(network.build(3, Purpose.INFERENCE), 5)) {
      trained.shake();
      trained.training(true).fetch(List.of(), trained.graph.training().updates());
      served.copyFrom(trained);
      for (Running running : List.of(trained, served)) {
        running.training(false).batch.presence(0)[2] = 0;
      }
      List<Function<FusionGraph, Prediction>> predictions =
          List.of(
              FusionGraph::full,
              graph -> graph.only("first"),
              graph -> graph.only("second"),
              graph -> graph.head("first"));
      for (var prediction : predictions) {
        assertThat(served.fetch(prediction.apply(served.graph).logits()))
            // TensorFlow fuses an inference graph's convolutions with what follows.
            .containsExactly(
                trained.fetch(prediction.apply(trained.graph).logits()), withPrecision(5e-6f));
      }
      assertThat(served.graph.graph().operation("training")).isNull();
      assertThat(served.graph.graph().operation("dropout_seed")).isNull();
    }
  }

  @Test
  void pictureThatPoolingReducesToNothingIsRefused() {
    Convolution half = new Convolution(2, 3, 1, 2);
    Cnn tooDeep = new Cnn(List.of(half, half, half), 4, 0, Normalization.NONE);
    assertThatThrownBy(() -> network(floats("image", 6, 9, 1), tooDeep).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "modalities.image.encoder.layers[2]: pool 2 on a map of 1 x 2 values is not allowed; "
                + "allowed: a pool of at most 1; or take smaller strides and pools before it, or "
                + "fewer layers");
  }

  @Test
  void residualNetworkTakesTheSmallestPicture() {
    ResNet deep = new ResNet(2, List.of(1, 1, 1), 4, Normalization.BATCH);
    try (Running running = new Running(network(floats("image", 1, 1, 3), deep).build(), 2)) {
      assertThat(running.fetch(running.graph.embedding("image"))).hasSize(8);
    }
  }

  @Test
  void featuresOfOtherKindThanTheEncoderAreRefused() {
    FeatureSpec table = floats("image", 4);
    Networks pictures = network(floats("image", 4, 4, 1), GradientTest.NORMALIZED);
    assertThatThrownBy(
            () ->
                FusionGraph.build(
                    pictures.config(),
                    List.of(table, pictures.features().get(1)),
                    3,
                    Purpose.TRAINING))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("modalities.image.encoder: this encoder on values of shape [4]");
  }

  @ParameterizedTest
  @EnumSource(Recurrent.Cell.class)
  void recurrentEncoderFollowsItsEquations(Recurrent.Cell cell) {
    Recurrent encoder = new Recurrent(cell, 1, 3, 0);
    try (Running running = new Running(network(floats("audio", 4, 2), encoder).build(), 1)) {
      running.shake();
      double[] expected =
          new CellReference(running.variables(), cell, 3).run(running.batch.floats(0), 2);
      float[] actual = running.fetch(running.graph.embedding("audio"));
      for (int i = 0; i < 3; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-6));
      }
    }
  }
}
