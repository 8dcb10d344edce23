package miles.graph;

import java.util.List;
import miles.config.EncoderConfig.Convolution;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Convolutions and pooling without bias or activation. */
final class Convolutions {

  private Convolutions() {}

  /** Convolves height and width, padded with zeros so that only the stride makes them smaller. */
  static Operand<TFloat32> plane(Layers layer, Operand<TFloat32> x, Convolution window) {
    Shape shape = Shape.of(window.kernel(), window.kernel(), Layers.width(x), window.filters());
    List<Long> strides = List.of(1L, (long) window.stride(), (long) window.stride(), 1L);
    return layer.tf().nn.conv2d(x, layer.weight("kernel", shape, Initial.HE), strides, "SAME");
  }

  /** Takes the greatest value of each window of size × size; an incomplete window is left out. */
  static Operand<TFloat32> maxPool(Ops tf, Operand<TFloat32> x, int size) {
    if (size == 1) {
      return x;
    }
    Operand<org.tensorflow.types.TInt32> window = tf.constant(new int[] {1, size, size, 1});
    return tf.nn.maxPool(x, window, window, "VALID");
  }
}
