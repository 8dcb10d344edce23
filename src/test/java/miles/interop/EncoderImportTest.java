package miles.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.FloatNdArray;
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

  /** A function gives what the signature gives that Python made of it. */
  @ParameterizedTest
  @CsvSource({
    "mnist-mlp-keras, _default_save_signature, serving_default, 8, 5x1x28x28",
    "mnist-mlp-keras, __inference__wrapped_model_38745, serving_default, 8, 5x1x28x28",
    "mnist-mlp-keras, __inference_sequential_layer_call_and_return_conditional_losses_39171, serving_default, 8, 5x1x28x28",
    "tfjava-python/model, get_scalar, get_const_scalar, 0, 2x3",
    "tfjava-python/model, get_vector, get_const_vector, 0, 2x3",
    "tfjava-python/model, __inference_get_matrix_54, get_const_matrix, 0, 2x3",
  })
  void functionGivesWhatItsSignatureGives(
      String fixture, String function, String signature, int variables, String shape) {
    Path folder = Fixtures.folder(fixture);
    EncoderGraph encoder =
        EncoderImport.read(
            SavedModelFile.read(folder),
            new EncoderSelection(function, Optional.empty(), Optional.empty()));
    Map<String, float[]> values = EncoderValues.read(folder, "serve", encoder.variables());
    assertThat(values).hasSize(variables);
    try (TFloat32 fed = random(shape);
        ImportedSubgraph imported = new ImportedSubgraph(encoder, values)) {
      assertThat(imported.run(fed)).containsExactly(answer(folder, signature, fed), within(1e-6f));
    }
  }

  /** A layer alone, whose variables are found by the objects that the function captures. */
  @Test
  void functionOfOneLayerIsThatLayer() {
    Path folder = Fixtures.folder("mnist-mlp-keras");
    EncoderGraph encoder =
        EncoderImport.read(
            SavedModelFile.read(folder),
            new EncoderSelection(
                "layer_with_weights-1/__call__", Optional.empty(), Optional.empty()));

    assertThat(encoder.variables())
        .extracting(EncoderVariable::name)
        .containsExactly("dense_1/kernel", "dense_1/bias");
    assertThat(encoder.inputShape()).contains(List.of(-1L, 30L));
    Map<String, float[]> values = EncoderValues.read(folder, "serve", encoder.variables());
    float[] kernel = values.get("dense_1/kernel");
    try (TFloat32 fed = TFloat32.tensorOf(Shape.of(1, 30), EncoderImportTest::seventh);
        ImportedSubgraph imported = new ImportedSubgraph(encoder, values)) {
      float[] expected = values.get("dense_1/bias").clone();
      for (int unit = 0; unit < expected.length; unit++) {
        expected[unit] = Math.max(0, expected[unit] + kernel[7 * 30 + unit]);
      }
      assertThat(imported.run(fed)).containsExactly(expected, within(1e-6f));
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
        "half-plus-two-tf2 | nothing | | | no such signature or function; there are the signatures [",
        "tfjava-python/model | add | | | several inputs: say by the key input which one; there are [a, b]",
        "tfjava-python/model | add | a | | also needs add_b, which nothing feeds",
        "tfjava-python/model | __inference_add_70 | | | several inputs: say by the key input which one; there are [a, b]",
        "mnist-mlp-keras | __call__ | | | the function was traced 4 times; name one of [__inference_sequential_layer_call_fn_38848,",
        "tfjava-python/model | get_variable | | | does not depend on input",
        "mnist-cnn-tf1 | serving_default | | Loss | also needs Label, which nothing feeds",
        "mnist-cnn-tf1 | serving_default | | MomentumOp | ApplyMomentum (node",
        "mnist-mlp-keras | serving_default | | Relu | inner tensor \"Relu\" may be any of 3; give more of its name; outputs are dense_3, inner tensors such as sequential/dense/Relu, sequential/dense_1/Relu, sequential/dense_2/Relu, sequential/dense_3/BiasAdd; see them with ./miles inspect",
        "mnist-mlp-keras | serving_default | | dense_9/relu | no output or inner tensor \"dense_9/relu\"; outputs are dense_3, inner tensors such as sequential/dense_1/Relu, sequential/dense_2/Relu, sequential/dense/Relu, sequential/dense_3/BiasAdd; see them with ./miles inspect",
        "keyword-spotting | serving_default | | flaten/Reshape | outputs are dense, inner tensors such as functional_1/flatten/Reshape, functional_1/dense/BiasAdd; see them",
        "mnist-mlp-keras | _default_save_signature | | hidden | no output or inner tensor \"hidden\"; outputs are identity; see them"
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

  private static void seventh(FloatNdArray data) {
    data.scalars().forEachIndexed((at, value) -> value.setFloat(at[1] == 7 ? 1 : 0));
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
