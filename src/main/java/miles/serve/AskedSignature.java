package miles.serve;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The signature that a request asks for, among the others of its model.
 *
 * @param name its name
 * @param definition its inputs and outputs
 * @param others all signatures for predictions, by name
 */
record AskedSignature(
    String name, SignatureDef definition, SortedMap<String, SignatureDef> others) {

  private static final String DEFAULT_SIGNATURE = "serving_default";
  private static final int LONGEST_NAME_SHOWN = 100;
  // TensorFlow Serving predicts by the signatures of classifiers and regressors too.
  private static final Set<String> METHODS =
      Set.of(
          "tensorflow/serving/predict",
          "tensorflow/serving/classify",
          "tensorflow/serving/regress");

  /**
   * Finds a signature.
   *
   * @param all the model's signatures by name
   * @param asked the name asked for; empty for the default one
   * @throws RefusedRequest if the model has no such signature for predictions
   */
  static AskedSignature of(Map<String, SignatureDef> all, String asked) throws RefusedRequest {
    String name = asked.isEmpty() ? DEFAULT_SIGNATURE : asked;
    TreeMap<String, SignatureDef> usable = new TreeMap<>(all);
    usable.values().removeIf(each -> !METHODS.contains(each.getMethodName()));
    SignatureDef signature = usable.get(name);
    if (signature == null) {
      throw RefusedRequest.badRequest(
          "\"signature_name\": the model has no signature \"%s\" for predictions. It has %s."
              .formatted(Json.shortened(name, LONGEST_NAME_SHOWN), usable.keySet()));
    }
    return new AskedSignature(name, signature, usable);
  }

  /** Returns the names of the outputs, sorted. */
  List<String> outputs() {
    return List.copyOf(new TreeMap<>(definition.getOutputsMap()).keySet());
  }

  /**
   * Returns the first other signature that has the same names of inputs and outputs, and takes an
   * input as bytes; none if there is none.
   */
  Optional<String> takingBytes(String input) {
    return others.entrySet().stream()
        .filter(other -> isAlike(other.getValue()) && takesBytes(other.getValue(), input))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private boolean isAlike(SignatureDef other) {
    return other.getInputsMap().keySet().equals(definition.getInputsMap().keySet())
        && other.getOutputsMap().keySet().equals(definition.getOutputsMap().keySet());
  }

  private static boolean takesBytes(SignatureDef signature, String input) {
    TensorInfo info = signature.getInputsOrDefault(input, TensorInfo.getDefaultInstance());
    return info.getDtype() == DataType.DT_STRING;
  }
}
