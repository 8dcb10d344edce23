package miles.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.types.TFloat32;

/** What is imported from SavedModels that Python wrote computes what they compute. */
class EncoderImportTest {

  @ParameterizedTest
  @CsvSource({
    "mnist-mlp-keras, serving_default, , dense_3, 5x1x28x28",
    "mnist-cnn-tf1, serving_default, Features, Prediction, 5x28x28x1",
    "keyword-spotting, serving_default, input_1, , 3x49x10x1",
    "half-plus-two-tf2, serving_default, x, y, 1",
    "half-plus-two-tf2, regress_x2_to_y3, , , 1",
    "half-plus-two-tf2, classify_x2_to_y3, , , 1",
    "tfjava-python/model, get_const_scalar, , , 2x3",
    "tfjava-python/model, get_const_vector, , , 2x3",
    "tfjava-python/model, get_const_matrix, , , 2x3",
  })
  void importedSubgraphGivesWhatTheSavedModelGives(
      String fixture, String signature, String input, String output, String shape) {
    Path folder = Fixtures.folder(fixture);
    EncoderSelection selection =
        new EncoderSelection(signature, Optional.ofNullable(input), Optional.ofNullable(output));
    EncoderGraph encoder = EncoderImport.read(SavedModelFile.read(folder), selection);
    Map<String, float[]> values = EncoderValues.read(folder, "serve", encoder.variables());
    try (TFloat32 fed = random(shape);
        ImportedSubgraph imported = new ImportedSubgraph(encoder, values)) {
      float[] expected = answer(folder, signature, fed);

      assertThat(imported.run(fed)).containsExactly(expected, within(1e-6f));
      assertThat(expected.length).isGreaterThan(0);
      assertThat(encoder).isEqualTo(EncoderGraph.fromBytes(encoder.toBytes(), "test"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mnist-mlp-keras, dense_2/Relu, 30",
    "mnist-cnn-tf1, Relu_3, 200",
    "keyword-spotting, flatten/Reshape, 64"
  })
  void innerTensorIsFoundByTheLastPartsOfItsName(String fixture, String tensor, int width) {
    Path folder = Fixtures.folder(fixture);
    EncoderGraph encoder = select(folder, "serving_default", tensor);
    EncoderGraph exact = select(folder, "serving_default", encoder.output());

    assertThat(encoder.output()).endsWith(tensor);
    assertThat(exact).isEqualTo(encoder);
    Map<String, float[]> values = EncoderValues.read(folder, "serve", encoder.variables());
    try (ImportedSubgraph imported = new ImportedSubgraph(encoder, values)) {
      assertThat(imported.width()).isEqualTo(width);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "half-plus-two-tf2 | regress_x_to_y | | | its input takes texts",
        "half-plus-two-tf2 | classify_x_to_y | | | its input takes texts",
        "half-plus-two-tf2 | regress_x_to_y2 | | | its input takes texts",
        "half-plus-two-tf2 | nothing | | | no such signature; there are [",
        "tfjava-python/model | add | | | several inputs: say by the key input which one; there are [a, b]",
        "tfjava-python/model | add | a | | also needs add_b, which nothing feeds",
        "tfjava-python/model | get_variable | | | does not depend on input",
        "mnist-cnn-tf1 | serving_default | | Loss | also needs Label, which nothing feeds",
        "mnist-cnn-tf1 | serving_default | | MomentumOp | ApplyMomentum (node",
        "mnist-mlp-keras | serving_default | | Relu | may be any of",
        "mnist-mlp-keras | serving_default | | dense_9/Relu | no output or inner tensor \"dense_9/Relu\""
      })
  void whatCannotBeAnEncoderIsRefusedWithItsReason(
      String fixture, String signature, String input, String output, String reason) {
    SavedModelFile model = SavedModelFile.read(Fixtures.folder(fixture));
    EncoderSelection selection =
        new EncoderSelection(signature, Optional.ofNullable(input), Optional.ofNullable(output));

    assertThatThrownBy(() -> EncoderImport.read(model, selection))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining(reason)
        .hasMessageContaining(signature);
  }

  private static EncoderGraph select(Path folder, String signature, String output) {
    return EncoderImport.read(
        SavedModelFile.read(folder),
        new EncoderSelection(signature, Optional.empty(), Optional.of(output)));
  }

  /** What the SavedModel's only output is for its only input. */
  private static float[] answer(Path folder, String key, TFloat32 fed) {
    SignatureDef signature = SavedModelFile.read(folder).signatures().get(key);
    String input = signature.getInputsMap().values().iterator().next().getName();
    String output = signature.getOutputsMap().values().iterator().next().getName();
    try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), "serve");
        Result result = bundle.session().runner().feed(input, fed).fetch(output).run()) {
      return ImportedSubgraph.floats((TFloat32) result.get(0));
    }
  }

  private static TFloat32 random(String sizes) {
    long[] shape = Arrays.stream(sizes.split("x")).mapToLong(Long::parseLong).toArray();
    Random random = new Random(5);
    return TFloat32.tensorOf(
        Shape.of(shape),
        data -> data.scalars().forEach(value -> value.setFloat(random.nextFloat())));
  }
}
