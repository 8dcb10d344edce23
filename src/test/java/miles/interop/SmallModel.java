package miles.interop;

import java.io.IOException;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.TopK;
import org.tensorflow.types.TFloat32;

/**
 * A small SavedModel with variables: y = top(max(0, (x − moving_mean) · kernel + bias)), x {@code
 * [batch, 3]}, y {@code [batch, 4]}, top sorting the values of each row, for which TensorFlow has
 * no gradient. The inner tensor {@code hidden/Relu} is {@code [batch, 5]}.
 */
public final class SmallModel {

  private static final int INPUTS = 3;
  private static final int UNITS = 5;

  private SmallModel() {}

  /** Writes the SavedModel into a folder that does not exist, and returns the folder. */
  public static Path write(Path folder, float scale) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> x =
          tf.withName("x").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, INPUTS)));
      Ops layer = tf.withSubScope("hidden");
      Operand<TFloat32> mean =
          variable(tf.withSubScope("norm"), "moving_mean", Shape.of(INPUTS), 0.1f * scale);
      Operand<TFloat32> kernel = variable(layer, "kernel", Shape.of(INPUTS, UNITS), 0.3f * scale);
      Operand<TFloat32> bias = variable(layer, "bias", Shape.of(UNITS), 0.2f);
      Operand<TFloat32> sum = tf.math.add(tf.linalg.matMul(tf.math.sub(x, mean), kernel), bias);
      Operand<TFloat32> hidden = layer.withName("Relu").nn.relu(sum);
      Operand<TFloat32> top =
          tf.withName("top").nn.topK(hidden, tf.constant(4), new TopK.Options[0]).values();
      Signature signature =
          Signature.builder("serving_default")
              .methodName("tensorflow/serving/predict")
              .input("x", x)
              .output("y", top)
              .build();
      try (Session session = new Session(graph)) {
        session.initialize();
        SavedModelBundle.exporter(folder.toString())
            .withTags("serve")
            .withSession(session)
            .withSignature(signature)
            .export();
      }
    }
    return folder;
  }

  /** Makes a variable of different values around 0. */
  private static Operand<TFloat32> variable(Ops tf, String name, Shape shape, float scale) {
    float[] values = new float[(int) shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale * (float) Math.sin(1 + 2.0 * i);
    }
    Variable<TFloat32> variable =
        tf.withName(name).variable(tf.reshape(tf.constant(values), tf.constant(shape)));
    return tf.identity(variable);
  }
}
