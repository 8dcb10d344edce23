package miles.graph;

import static miles.graph.Networks.floats;
import static miles.graph.Networks.tokens;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import miles.config.EncoderConfig;
import miles.config.EncoderConfig.Cnn;
import miles.config.EncoderConfig.Cnn1d;
import miles.config.EncoderConfig.Convolution;
import miles.config.EncoderConfig.EmbeddingBag;
import miles.config.EncoderConfig.Mlp;
import miles.config.EncoderConfig.Recurrent;
import miles.config.EncoderConfig.ResNet;
import miles.config.FusionConfig;
import miles.config.Normalization;
import miles.config.TaskConfig;
import miles.data.FeatureSpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradients of every layer, fusion and loss are right, in training, with absent samples. */
@Tag("slow")
class GradientTest {

  private static final List<Convolution> PLANE =
      List.of(new Convolution(3, 3, 1, 2), new Convolution(2, 2, 2, 1));

  /** A small embedding bag. */
  static final EncoderConfig BAG = new EmbeddingBag(4, List.of(), 0);

  /** A small CNN with batch normalisation. */
  static final EncoderConfig NORMALIZED = new Cnn(PLANE, 4, 0, Normalization.BATCH);

  private static final List<Convolution> LINE =
      List.of(new Convolution(4, 3, 2, 1), new Convolution(3, 2, 1, 2));

  static Stream<Arguments> encoders() {
    FeatureSpec image = floats("first", 7, 6, 2);
    FeatureSpec audio = floats("first", 7, 4);
    FeatureSpec text = tokens("first", 6, 9);
    FeatureSpec table = floats("first", 5);
    Stream<Arguments> normalized =
        Stream.of(Normalization.values())
            .flatMap(
                kind ->
                    Stream.of(
                        arguments(table, new Mlp(List.of(6, 4), 0.3, kind)),
                        arguments(image, new Cnn(PLANE, 4, 0.3, kind)),
                        arguments(audio, new Cnn(PLANE, 4, 0, kind)),
                        arguments(image, new ResNet(2, List.of(1, 2), 4, kind)),
                        arguments(audio, new Cnn1d(1, LINE, 4, 0.3, kind)),
                        arguments(text, new Cnn1d(3, LINE, 4, 0, kind))));
    Stream<Arguments> recurrent =
        Stream.of(Recurrent.Cell.values())
            .flatMap(
                cell ->
                    Stream.of(
                        arguments(audio, new Recurrent(cell, 1, 4, 0.3)),
                        arguments(text, new Recurrent(cell, 3, 4, 0))));
    Stream<Arguments> bags =
        Stream.of(
            arguments(text, new EmbeddingBag(4, List.of(), 0)),
            arguments(text, new EmbeddingBag(4, List.of(5, 3), 0.3)));
    return Stream.of(normalized, recurrent, bags).flatMap(stream -> stream);
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void encoderHasRightGradients(FeatureSpec spec, EncoderConfig encoder) {
    check(
        Networks.empty().with(spec, encoder).with(floats("second", 5), Networks.MLP),
        "encoder/first");
  }

  static Stream<FusionConfig> fusions() {
    return Stream.of(
        new FusionConfig.Concat(List.of(5), 0.3),
        new FusionConfig.Sum(4, List.of(5), 0),
        new FusionConfig.Film(4, List.of(), 0.3),
        new FusionConfig.Gated(4, List.of(5), 0),
        new FusionConfig.Attention(4, List.of(), 0),
        new FusionConfig.LowRank(4, 3, List.of(5), 0));
  }

  @ParameterizedTest
  @MethodSource("fusions")
  void fusionOfTwoHasRightGradients(FusionConfig fusion) {
    check(Networks.tabular("first", "second").with(fusion), "fusion", "encoder/second/hidden2");
  }

  @ParameterizedTest
  @MethodSource("fusions")
  void fusionOfThreeHasRightGradients(FusionConfig fusion) {
    check(
        Networks.tabular("first", "second", "third").with(fusion),
        "fusion",
        "encoder/third/hidden2");
  }

  @ParameterizedTest
  @EnumSource(TaskConfig.Kind.class)
  void lossHasRightGradients(TaskConfig.Kind kind) {
    check(Networks.tabular("first", "second").with(kind), "fusion/output", "head/first");
  }

  @Test
  void fusionWithoutHeadsHasRightGradients() {
    check(Networks.tabular("first", "second").withHeads(false), "encoder/first");
  }

  /** Six samples; one lacks the first modality, one the second, one both. */
  private static void check(Networks network, String... prefixes) {
    try (Running running = new Running(network.build(), 6)) {
      running.training(true).step(5);
      running.batch.presence(0)[1] = 0;
      running.batch.presence(1)[3] = 0;
      running.batch.presence(0)[4] = 0;
      running.batch.presence(1)[4] = 0;
      padSomeTokens(running);
      running.shake();
      GradientCheck check = new GradientCheck(running);
      for (String prefix : prefixes) {
        check.check(prefix);
      }
    }
  }

  private static void padSomeTokens(Running running) {
    int[] ids = running.batch.ints(0);
    for (int i = 0; i < ids.length; i++) {
      if (i % 6 > 1 + i / 6) {
        ids[i] = 0;
      }
    }
  }
}
