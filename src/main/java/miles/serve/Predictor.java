package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TensorFlowException;

/** From the body of a {@code :predict} request to the body of its answer. */
final class Predictor {

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
    AskedSignature asked =
        AskedSignature.of(model.definition().getSignatureDefMap(), request.signature());
    List<String> outputs = asked.outputs();
    Map<String, Tensor> inputs =
        new InputReader(asked, maxBatch).read(json, body, request.format());
    try (Result result = model.run(asked.definition(), inputs, outputs)) {
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
}
