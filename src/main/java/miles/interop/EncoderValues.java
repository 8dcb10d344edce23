package miles.interop;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TFloat32;

/**
 * The values that a SavedModel gives an encoder's variables.
 *
 * <p>Reading them loads the SavedModel, which runs its restoring operations: check it first.
 */
final class EncoderValues {

  private EncoderValues() {}

  /**
   * Returns the values of an encoder's variables by their names, row by row.
   *
   * @param folder the SavedModel
   * @param tag the tag of its graph
   * @throws SavedModelException if TensorFlow cannot load the SavedModel
   */
  static Map<String, float[]> read(Path folder, String tag, List<EncoderVariable> variables) {
    Map<String, float[]> values = new LinkedHashMap<>();
    if (variables.isEmpty()) {
      return values;
    }
    try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString(), tag)) {
      Session.Runner runner = bundle.session().runner();
      variables.forEach(variable -> runner.fetch(variable.name()));
      try (Result result = runner.run()) {
        for (int i = 0; i < variables.size(); i++) {
          values.put(variables.get(i).name(), floats((TFloat32) result.get(i)));
        }
      }
      return values;
    } catch (TensorFlowException e) {
      throw new SavedModelException(
          "TensorFlow cannot load %s: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
