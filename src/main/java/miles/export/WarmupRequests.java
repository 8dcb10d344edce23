package miles.export;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import miles.data.FeatureSpec;
import miles.data.Preprocessing;
import miles.data.Preprocessor;
import miles.data.RawSample;
import miles.export.proto.ModelSpec;
import miles.export.proto.PredictLog;
import miles.export.proto.PredictRequest;
import miles.export.proto.PredictionLog;
import org.tensorflow.Signature;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Requests that TensorFlow Serving runs when it loads the model, before it answers clients: one
 * sample of no meaning to every signature.
 *
 * <p>What a runtime makes at the first request, such as threads, kernels and the optimised graph,
 * is there before a client waits for it. Source: TensorFlow Serving's page "SavedModel Warmup".
 */
final class WarmupRequests {

  private static final String FOLDER = "assets.extra";
  private static final String FILE = "tf_serving_warmup_requests";

  private final String model;
  private final Map<String, TensorProto> preprocessed = new HashMap<>();
  private final Map<String, TensorProto> raw = new HashMap<>();

  /**
   * @param model the model's name
   * @param preprocessing says what every modality takes
   */
  WarmupRequests(String model, Preprocessing preprocessing) {
    this.model = model;
    for (Preprocessor modality : preprocessing.modalities()) {
      preprocessed.put(modality.modality(), zeros(modality.feature()));
      raw.put(modality.modality(), tensor(RawSample.of(modality)));
    }
  }

  /**
   * Writes the file.
   *
   * @param signatures the model's signatures
   * @param folder the folder of the model's version
   */
  void write(List<Signature> signatures, Path folder) throws IOException {
    List<byte[]> records = new ArrayList<>();
    for (Signature signature : signatures) {
      records.add(request(signature).toByteArray());
    }
    Path extra = Files.createDirectories(folder.resolve(FOLDER));
    Files.write(extra.resolve(FILE), TfRecords.of(records));
  }

  private PredictionLog request(Signature signature) {
    Map<String, TensorProto> samples =
        ServingSignatures.isRaw(signature.key()) ? raw : preprocessed;
    PredictRequest.Builder request =
        PredictRequest.newBuilder()
            .setModelSpec(ModelSpec.newBuilder().setName(model).setSignatureName(signature.key()));
    // In one order, so that equal models are equal files.
    for (String input : new TreeSet<>(signature.inputNames())) {
      TensorProto sample = samples.get(input);
      if (sample == null) {
        throw new IllegalStateException(signature.key() + " has an unknown input " + input);
      }
      request.putInputs(input, sample.toByteString());
    }
    return PredictionLog.newBuilder()
        .setPredictLog(PredictLog.newBuilder().setRequest(request))
        .build();
  }

  /** One value stands for all: a tensor of fewer values than its shape has repeats the last one. */
  private static TensorProto zeros(FeatureSpec feature) {
    TensorProto.Builder tensor = TensorProto.newBuilder();
    return switch (feature.type()) {
      case FLOAT32 ->
          tensor
              .setDtype(DataType.DT_FLOAT)
              .setTensorShape(batch(feature.shape()))
              .addFloatVal(0)
              .build();
      case INT32 ->
          tensor
              .setDtype(DataType.DT_INT32)
              .setTensorShape(batch(feature.shape()))
              .addIntVal(0)
              .build();
    };
  }

  private static TensorProto tensor(RawSample sample) {
    TensorProto.Builder tensor = TensorProto.newBuilder();
    if (sample instanceof RawSample.Numbers numbers) {
      return tensor
          .setDtype(DataType.DT_FLOAT)
          .setTensorShape(batch(List.of(numbers.values().size())))
          .addAllFloatVal(numbers.values())
          .build();
    }
    byte[] bytes = ((RawSample.Bytes) sample).bytes();
    return tensor
        .setDtype(DataType.DT_STRING)
        .setTensorShape(batch(List.of()))
        .addStringVal(ByteString.copyFrom(bytes))
        .build();
  }

  /** Returns the shape of a batch of one sample. */
  private static TensorShapeProto batch(List<Integer> sample) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    shape.addDimBuilder().setSize(1);
    sample.forEach(size -> shape.addDimBuilder().setSize(size));
    return shape.build();
  }
}
