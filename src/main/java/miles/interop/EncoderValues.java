package miles.interop;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
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

  /** What TensorFlow says of an index of variables that it cannot read. */
  private static final Pattern INDEX =
      Pattern.compile("an sstable|(truncated|bad|compressed) block|in block|block checksum");

  /** What it says of a file of their values that is not as the index says. */
  private static final Pattern DATA = Pattern.compile("Checksum does not match|Read less bytes");

  private EncoderValues() {}

  /**
   * Returns the values of an encoder's variables by their names, row by row.
   *
   * @param folder the SavedModel
   * @param tag the tag of its graph
   * @throws SavedModelException if TensorFlow cannot load the SavedModel; a file of values that is
   *     damaged or cut is named
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
      throw new SavedModelException(sentence(folder, String.valueOf(e.getMessage())), e);
    }
  }

  private static String sentence(Path folder, String message) {
    boolean index = INDEX.matcher(message).find();
    if (index || DATA.matcher(message).find()) {
      return "variables/variables.%s of %s is damaged or cut (%s): copy the folder again."
          .formatted(index ? "index" : "data-…", folder, message);
    }
    return "TensorFlow cannot load %s: %s".formatted(folder, message);
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[Math.toIntExact(tensor.size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
