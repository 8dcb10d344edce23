package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import java.util.List;
import java.util.Map;
import org.tensorflow.Tensor;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Any bytes as the body of a request, for signatures of several types and shapes. */
public final class RequestFuzz {

  private static final int MAX_BATCH = 64;
  private static final JsonFactory JSON = Json.factory(1 << 20);

  private static final List<Map<String, SignatureDef>> MODELS =
      List.of(
          model(Map.of("x", input(DataType.DT_FLOAT, -1, 2))),
          model(Map.of("x", input(DataType.DT_STRING, -1))),
          model(Map.of("a", input(DataType.DT_INT8, -1), "b", input(DataType.DT_BOOL, -1, 1))),
          model(Map.of("x", input(DataType.DT_UINT64))));

  private RequestFuzz() {}

  /** The entry that Jazzer and {@code FuzzTest} call. */
  public static void fuzzerTestOneInput(byte[] input) {
    for (Map<String, SignatureDef> model : MODELS) {
      try {
        PredictRequest request = PredictRequest.outline(JSON, input);
        AskedSignature signature = AskedSignature.of(model, request.signature());
        new InputReader(signature, MAX_BATCH)
            .read(JSON, input, request.format())
            .values()
            .forEach(Tensor::close);
      } catch (RefusedRequest e) {
        if (String.valueOf(e.getMessage()).isBlank()) {
          throw new IllegalStateException("a refusal without a reason", e);
        }
      }
    }
  }

  private static Map<String, SignatureDef> model(Map<String, TensorInfo> inputs) {
    SignatureDef signature =
        SignatureDef.newBuilder()
            .setMethodName("tensorflow/serving/predict")
            .putAllInputs(inputs)
            .putAllOutputs(inputs)
            .build();
    return Map.of("serving_default", signature);
  }

  private static TensorInfo input(DataType type, int... shape) {
    TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
    for (int size : shape) {
      dimensions.addDimBuilder().setSize(size);
    }
    return TensorInfo.newBuilder()
        .setName("x:0")
        .setDtype(type)
        .setTensorShape(dimensions.build())
        .build();
  }
}
