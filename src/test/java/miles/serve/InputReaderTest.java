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

/** Which inputs the limit of samples holds for. */
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

  private static Map<String, Tensor> read(TensorShapeProto shape) throws RefusedRequest {
    TensorInfo x =
        TensorInfo.newBuilder()
            .setName("x:0")
            .setDtype(DataType.DT_FLOAT)
            .setTensorShape(shape)
            .build();
    SignatureDef signature = SignatureDef.newBuilder().putInputs("x", x).build();
    byte[] body = "{\"inputs\": [1, 2, 3]}".getBytes(StandardCharsets.UTF_8);
    return new InputReader(signature, MAX_BATCH)
        .read(Json.factory(1_000), body, PredictRequest.Format.COLUMN);
  }
}
