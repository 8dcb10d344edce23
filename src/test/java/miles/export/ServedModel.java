package miles.export;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** A client in a JVM of its own, which shares nothing with this project but TensorFlow Java. */
final class ServedModel {

  private ServedModel() {}

  /**
   * Loads a model and asks one signature.
   *
   * @param arguments the model's folder, the signature, the file of the answer, then {@code
   *     name=file} of every input: one sample a line, numbers separated by blanks
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, Tensor> inputs = new HashMap<>();
    for (String input : List.of(arguments).subList(3, arguments.length)) {
      String[] parts = input.split("=", 2);
      inputs.put(parts[0], tensor(Files.readAllLines(Path.of(parts[1]))));
    }
    try (SavedModelBundle model = SavedModelBundle.load(arguments[0], "serve");
        Result result = model.function(arguments[1]).call(inputs)) {
      StringBuilder answer = new StringBuilder();
      if (result.get("value").isPresent()) {
        answer.append(numbers((TFloat32) result.get("value").orElseThrow()));
      } else {
        TString classes = (TString) result.get("classes").orElseThrow();
        answer.append(numbers((TFloat32) result.get("probabilities").orElseThrow()));
        classes.scalars().forEach(name -> answer.append(name.getObject()).append('\n'));
      }
      Files.writeString(Path.of(arguments[2]), answer);
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }

  private static TFloat32 tensor(List<String> lines) {
    float[][] rows = lines.stream().map(ServedModel::row).toArray(float[][]::new);
    float[] flat = new float[rows.length * rows[0].length];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, flat, i * rows[0].length, rows[0].length);
    }
    return TFloat32.tensorOf(Shape.of(rows.length, rows[0].length), DataBuffers.of(flat));
  }

  private static float[] row(String line) {
    String[] words = line.split(" ", -1);
    float[] row = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      row[i] = Float.parseFloat(words[i]);
    }
    return row;
  }

  private static String numbers(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    List<String> words = Arrays.asList(new String[values.length]);
    for (int i = 0; i < values.length; i++) {
      words.set(i, Float.toString(values[i]));
    }
    return words.stream().collect(Collectors.joining(" ", "", "\n"));
  }
}
