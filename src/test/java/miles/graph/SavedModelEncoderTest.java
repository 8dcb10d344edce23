package miles.graph;

import static miles.graph.Networks.floats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.EncoderConfig.SavedModel;
import miles.config.EncoderConfig.SavedModel.Channels;
import miles.config.EncoderConfig.SavedModel.Start;
import miles.config.InvalidValueException;
import miles.config.Normalization;
import miles.data.FeatureSpec;
import miles.graph.FusionGraph.GraphVariable;
import miles.graph.FusionGraph.Purpose;
import miles.interop.SmallModel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Encoders that come out of SavedModels, inside a network. */
class SavedModelEncoderTest {

  private static final FeatureSpec TABLE = floats("first", 3);

  @TempDir Path temporary;
  private Path small = Path.of("");

  @BeforeEach
  void writeModel() throws IOException {
    small = SmallModel.write(temporary.resolve("small"), 1);
  }

  private static SavedModel encoder(Path folder, String output, boolean trainable) {
    return new SavedModel(
        folder,
        "serving_default",
        Optional.empty(),
        Optional.of(output),
        trainable,
        Channels.LAST,
        Start.PRETRAINED,
        Normalization.NONE);
  }

  private static Networks network(FeatureSpec spec, SavedModel encoder) {
    return Networks.empty().with(spec, encoder).with(floats("second", 5), Networks.MLP);
  }

  private static Path fixture(String name) {
    Path folder = Path.of("../shared/data/python-savedmodels", name);
    assumeTrue(Files.isDirectory(folder), "SKIPPED: " + folder + " is not here");
    return folder;
  }

  @Test
  void embeddingIsWhatTheSavedModelComputes() {
    Networks network = network(TABLE, encoder(small, "hidden/Relu", false));
    try (Running running = new Running(network.build(), 4);
        SavedModelBundle bundle = SavedModelBundle.load(small.toString(), "serve");
        TFloat32 x = TFloat32.tensorOf(Shape.of(4, 3))) {
      x.asRawTensor().data().asFloats().write(running.batch.floats(0));
      try (Result result = bundle.session().runner().feed("x", x).fetch("hidden/Relu").run()) {
        float[] expected = new float[20];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(expected);

        assertThat(running.fetch(running.graph.embedding("first"))).containsExactly(expected);
      }
    }
  }

  @Test
  void frozenEncoderHasNoTrainableVariableAndATrainableOneHasItsAuthors() {
    try (FusionGraph frozen = network(TABLE, encoder(small, "hidden/Relu", false)).build();
        FusionGraph trained = network(TABLE, encoder(small, "hidden/Relu", true)).build()) {
      assertThat(trainable(frozen)).isEmpty();
      assertThat(trainable(trained))
          .containsExactlyInAnyOrder(
              "encoder/first/variables/hidden/kernel/value",
              "encoder/first/variables/hidden/bias/value");
      assertThat(frozen.variables())
          .extracting(GraphVariable::name)
          .containsAll(trainable(trained));
      assertThat(trained.variables())
          .extracting(GraphVariable::name)
          .contains("encoder/first/variables/norm/moving_mean/value");
    }
  }

  private static List<String> trainable(FusionGraph graph) {
    return graph.variables().stream()
        .filter(variable -> variable.trainable() && variable.group().equals("encoder/first"))
        .map(GraphVariable::name)
        .toList();
  }

  @Test
  void randomStartIsAnotherForEverySeedAndNotTheSavedModels() {
    SavedModel pretrained = encoder(small, "hidden/Relu", true);
    SavedModel random =
        new SavedModel(
            small,
            pretrained.signature(),
            pretrained.input(),
            pretrained.output(),
            true,
            Channels.LAST,
            Start.RANDOM,
            Normalization.NONE);
    String kernel = "encoder/first/variables/hidden/kernel/value";
    Map<String, float[]> given = start(network(TABLE, pretrained));
    Map<String, float[]> one = start(network(TABLE, random).withSeed(1));
    Map<String, float[]> two = start(network(TABLE, random).withSeed(2));

    assertThat(given.get(kernel)).startsWith(0.3f * (float) Math.sin(1));
    assertThat(one.get(kernel)).doesNotContain(given.get(kernel)).doesNotContain(two.get(kernel));
    assertThat(start(network(TABLE, random).withSeed(1)).get(kernel)).isEqualTo(one.get(kernel));
    assertThat(one.get("encoder/first/variables/hidden/bias/value")).containsOnly(0);
  }

  private static Map<String, float[]> start(Networks network) {
    try (Running running = new Running(network.build(), 1)) {
      return running.variables();
    }
  }

  @Test
  void gradientsAgreeWithFiniteDifferences() {
    try (Running running =
        new Running(network(TABLE, encoder(small, "hidden/Relu", true)).build(), 6)) {
      running.training(true).batch.presence(0)[2] = 0;
      new GradientCheck(running).check("encoder/first");
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "mnist-mlp-keras, dense_2/Relu, FIRST, 28, 28, 1",
    "mnist-cnn-tf1, Relu_3, LAST, 28, 28, 1",
    "keyword-spotting, flatten/Reshape, LAST, 49, 10, "
  })
  void gradientsThroughWhatPythonWroteAgreeWithFiniteDifferences(
      String name, String output, Channels channels, int height, int width, Integer depth) {
    SavedModel encoder =
        new SavedModel(
            fixture(name),
            "serving_default",
            Optional.empty(),
            Optional.of(output),
            true,
            channels,
            Start.PRETRAINED,
            Normalization.NONE);
    FeatureSpec spec =
        depth == null ? floats("first", height, width) : floats("first", height, width, depth);
    try (Running running = new Running(network(spec, encoder).build(), 3)) {
      new GradientCheck(running.training(true)).check("encoder/first");
    }
  }

  @Test
  void operationWithoutGradientIsNamedWhenItIsToBeTrained() {
    Networks trained = network(TABLE, encoder(small, "y", true));

    assertThatThrownBy(trained::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("modalities.first.encoder.trainable")
        .hasMessageContaining("the operation TopKV2, which has no gradient")
        .hasMessageContaining("allowed: false");
    try (Running frozen = new Running(network(TABLE, encoder(small, "y", false)).build(), 2)) {
      assertThat(frozen.fetch(frozen.graph.embedding("first"))).hasSize(8);
    }
  }

  @Test
  void valuesOfAnotherShapeAreRefusedWithWhatTheSavedModelTakes() {
    Networks wide = network(floats("first", 4), encoder(small, "y", false));
    assertThatThrownBy(wide::build)
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("samples of shape [4], arranged by channels: last as [4],")
        .hasMessageContaining("samples of shape [3], which the SavedModel takes");

    Path keras = fixture("mnist-mlp-keras");
    Networks last = network(floats("first", 28, 28, 1), encoder(keras, "dense_3", false));
    assertThatThrownBy(last::build)
        .hasMessageContaining("samples of shape [28, 28, 1], arranged by channels: last")
        .hasMessageContaining("samples of shape [1, 28, 28], which the SavedModel takes");
  }

  @Test
  void inputOfAFixedBatchIsRefused() {
    SavedModel half = encoder(fixture("half-plus-two-tf2"), "y", false);

    assertThatThrownBy(() -> network(TABLE, half).build())
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("a batch of shape [1] is not allowed")
        .hasMessageContaining("first axis is the batch, of any length");
  }

  @Test
  void inferenceGraphOfTheSameValuesGivesTheSameBits() {
    Networks network = network(TABLE, encoder(small, "hidden/Relu", true));
    try (Running trained = new Running(network.build(), 5);
        Running served = new Running(network.build(3, Purpose.INFERENCE), 5)) {
      served.copyFrom(trained);

      assertThat(served.fetch(served.graph.full().logits()))
          .containsExactly(trained.training(false).fetch(trained.graph.full().logits()));
    }
  }

  @Test
  void maskedPredictionsNeedNoValuesOfTheImportedEncoder() {
    Networks network = network(TABLE, encoder(small, "hidden/Relu", false));
    try (Running running = new Running(network.build(), 4)) {
      float[] before = running.training(false).fetch(running.graph.only("second").logits());
      Arrays.fill(running.batch.floats(0), Float.NaN);

      assertThat(running.fetch(running.graph.only("second").logits()))
          .containsExactly(before, within(0f));
    }
  }
}
