package miles.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Which inputs the limit of samples holds for, and files where numbers are due. */
class InputReaderTest {

  private static final int MAX_BATCH = 2;

  @Test
  void theLimitOfSamplesIsForBatchesAlone() throws RefusedRequest {
    TensorShapeProto.Builder fixed = TensorShapeProto.newBuilder();
    fixed.addDimBuilder().setSize(3);
    Map<String, Tensor> read = read(fixed.build());
    try (Tensor x = read.get("x")) {
      assertThat(x.shape().asArray()).containsExactly(3);
    }

    TensorShapeProto.Builder free = TensorShapeProto.newBuilder();
    free.addDimBuilder().setSize(-1);
    TensorShapeProto unknown = TensorShapeProto.newBuilder().setUnknownRank(true).build();
    for (TensorShapeProto batched : new TensorShapeProto[] {free.build(), unknown}) {
      assertThatThrownBy(() -> read(batched))
          .isInstanceOf(RefusedRequest.class)
          .hasMessageContaining("holds 3 samples");
    }
  }

  @Test
  void filesForNumbersAreToldTheSignatureThatTakesThem() throws RefusedRequest {
    TensorShapeProto.Builder pixels = TensorShapeProto.newBuilder();
    for (int size : new int[] {-1, 28, 28, 1}) {
      pixels.addDimBuilder().setSize(size);
    }
    TensorInfo numbers = input(DataType.DT_FLOAT, pixels.build());
    TensorInfo files = input(DataType.DT_STRING, TensorShapeProto.getDefaultInstance());
    SignatureDef embedding =
        prediction(files).toBuilder().clearOutputs().putOutputs("e", numbers).build();
    Map<String, SignatureDef> signatures =
        Map.of(
            "serving_default", prediction(numbers),
            "raw", prediction(files),
            "another", embedding);
    AskedSignature unnamed = AskedSignature.of(signatures, "");
    for (String body :
        new String[] {
          "{\"instances\": [{\"x\": {\"b64\": \"w7w=\"}}]}",
          "{\"instances\": [{\"b64\": \"w7w=\"}]}"
        }) {
      assertThatThrownBy(() -> read(unnamed, body, PredictRequest.Format.ROW))
          .isInstanceOf(RefusedRequest.class)
          .hasMessage(
              "input \"x\" of signature \"serving_default\" takes numbers of shape [28, 28, 1];"
                  + " to send files, add \"signature_name\": \"raw\".");
    }
    assertThatThrownBy(
            () ->
                read(unnamed, "{\"inputs\": [{\"b64\": \"w7w=\"}]}", PredictRequest.Format.COLUMN))
        .hasMessageContaining("add \"signature_name\": \"raw\"");
  }

  private static SignatureDef prediction(TensorInfo input) {
    return SignatureDef.newBuilder()
        .setMethodName("tensorflow/serving/predict")
        .putInputs("x", input)
        .putOutputs("y", input)
        .build();
  }

  private static TensorInfo input(DataType type, TensorShapeProto shape) {
    return TensorInfo.newBuilder().setName("x:0").setDtype(type).setTensorShape(shape).build();
  }

  private static Map<String, Tensor> read(TensorShapeProto shape) throws RefusedRequest {
    AskedSignature asked =
        AskedSignature.of(Map.of("s", prediction(input(DataType.DT_FLOAT, shape))), "s");
    return read(asked, "{\"inputs\": [1, 2, 3]}", PredictRequest.Format.COLUMN);
  }

  private static Map<String, Tensor> read(
      AskedSignature signature, String body, PredictRequest.Format format) throws RefusedRequest {
    return new InputReader(signature, MAX_BATCH)
        .read(Json.factory(1_000), body.getBytes(StandardCharsets.UTF_8), format);
  }
}
