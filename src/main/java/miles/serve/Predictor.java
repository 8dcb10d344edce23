package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.SignatureDef;

/** From the body of a {@code :predict} request to the body of its answer. */
final class Predictor {

  private static final String DEFAULT_SIGNATURE = "serving_default";
  // TensorFlow Serving predicts by the signatures of classifiers and regressors too.
  private static final Set<String> METHODS =
      Set.of(
          "tensorflow/serving/predict",
          "tensorflow/serving/classify",
          "tensorflow/serving/regress");

  private final ModelVersions versions;
  private final int maxBatch;
  private final JsonFactory json;

  Predictor(ModelVersions versions, ServerOptions options) {
    this.versions = versions;
    this.maxBatch = options.maxBatch();
    this.json = Json.factory(options.maxRequestBytes());
  }

  /**
   * Computes an answer. Safe for use by several threads.
   *
   * @param version the version asked for; empty for the latest
   * @throws RefusedRequest if the request is at fault, or TensorFlow refused it
   */
  byte[] answer(OptionalLong version, byte[] body) throws RefusedRequest, IOException {
    PredictRequest request = PredictRequest.outline(json, body);
    ServedVersion model = versions.lease(version);
    try {
      return answer(model, request, body);
    } finally {
      model.release();
    }
  }

  private byte[] answer(ServedVersion model, PredictRequest request, byte[] body)
      throws RefusedRequest, IOException {
    SignatureDef signature = signature(model, request.signature());
    List<String> outputs = List.copyOf(new TreeMap<>(signature.getOutputsMap()).keySet());
    Map<String, Tensor> inputs =
        new InputReader(signature, maxBatch).read(json, body, request.format());
    try (Result result = model.run(signature, inputs, outputs)) {
      return new AnswerWriter(json, outputs, result).write(request.format());
    } catch (TFInvalidArgumentException e) {
      throw RefusedRequest.badRequest("TensorFlow refused the inputs: " + Json.firstSentence(e));
    } catch (TensorFlowException e) {
      throw new RefusedRequest(
          RefusedRequest.INTERNAL_ERROR, "TensorFlow failed: " + Json.firstSentence(e));
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  private static SignatureDef signature(ServedVersion model, String asked) throws RefusedRequest {
    String name = asked.isEmpty() ? DEFAULT_SIGNATURE : asked;
    Map<String, SignatureDef> all = model.definition().getSignatureDefMap();
    SignatureDef signature = all.get(name);
    List<String> usable =
        new TreeMap<>(all)
            .entrySet().stream()
                .filter(each -> METHODS.contains(each.getValue().getMethodName()))
                .map(Map.Entry::getKey)
                .toList();
    if (signature == null || !usable.contains(name)) {
      throw RefusedRequest.badRequest(
          "\"signature_name\": the model has no signature \"%s\" for predictions. It has %s."
              .formatted(name, usable));
    }
    return signature;
  }
}
