package miles.graph;

import java.util.List;
import miles.config.EncoderConfig.Convolution;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;

/** Convolutions and pooling without bias or activation. */
final class Convolutions {

  private Convolutions() {}

  /** Convolves height and width, padded with zeros so that only the stride makes them smaller. */
  static Operand<TFloat32> overPictures(Layers layer, Operand<TFloat32> x, Convolution window) {
    Shape shape = Shape.of(window.kernel(), window.kernel(), Layers.width(x), window.filters());
    List<Long> strides = List.of(1L, (long) window.stride(), (long) window.stride(), 1L);
    return layer.tf().nn.conv2d(x, layer.weight("kernel", shape, Initial.HE), strides, "SAME");
  }

  /**
   * Convolves the steps of a sequence, padded with zeros so that only the stride makes it shorter.
   *
   * <p>Padding "SAME" would shift the windows by the length of the sequence; here the window of
   * step t always begins at t · stride − ⌊(kernel − 1) / 2⌋.
   */
  static Operand<TFloat32> overSteps(Layers layer, Operand<TFloat32> x, Convolution window) {
    Ops tf = layer.tf();
    int before = (window.kernel() - 1) / 2;
    int after = window.kernel() - 1 - before;
    Operand<TFloat32> padded =
        tf.pad(x, tf.constant(new int[][] {{0, 0}, {before, after}, {0, 0}}), tf.constant(0f));
    Shape shape = Shape.of(1, window.kernel(), Layers.width(x), window.filters());
    List<Long> strides = List.of(1L, 1L, (long) window.stride(), 1L);
    Operand<TFloat32> rows =
        tf.nn.conv2d(
            tf.expandDims(padded, tf.constant(1)),
            layer.weight("kernel", shape, Initial.HE),
            strides,
            "VALID");
    return tf.squeeze(rows, Squeeze.axis(List.of(1L)));
  }

  /**
   * Takes the greatest value of each window of size × size; an incomplete window is left out.
   *
   * <p>By TensorFlow's older operation, whose window is an attribute: on a processor it and its
   * gradient are those of oneDNN, several times as fast as those of {@code MaxPoolV2}.
   */
  static Operand<TFloat32> maxPool(Ops tf, Operand<TFloat32> x, int size) {
    if (size == 1) {
      return x;
    }
    long[] window = {1, size, size, 1};
    return tf.scope()
        .opBuilder("MaxPool", "MaxPool")
        .addInput(x.asOutput())
        .setAttr("ksize", window)
        .setAttr("strides", window)
        .setAttr("padding", "VALID")
        .build()
        .output(0);
  }
}
