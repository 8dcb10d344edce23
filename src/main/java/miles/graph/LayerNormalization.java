package miles.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Constant;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Normalises the last axis of each sample and position: γ · (x − mean) / √(variance + ε) + β.
 * Source: arXiv 1607.06450, along the axis that Keras takes.
 */
final class LayerNormalization {

  private LayerNormalization() {}

  static Operand<TFloat32> of(Layers layer, Operand<TFloat32> x) {
    Ops tf = layer.tf();
    Constant<TInt32> last = tf.constant(new int[] {x.shape().numDimensions() - 1});
    Operand<TFloat32> centred = tf.math.sub(x, tf.math.mean(x, last, Mean.keepDims(true)));
    Operand<TFloat32> variance = tf.math.mean(tf.math.square(centred), last, Mean.keepDims(true));
    return scaled(layer, centred, variance);
  }

  /** Returns γ · centred / √(variance + ε) + β. */
  private static Operand<TFloat32> scaled(
      Layers layer, Operand<TFloat32> centred, Operand<TFloat32> variance) {
    Ops tf = layer.tf();
    Shape width = Shape.of(Layers.width(centred));
    Operand<TFloat32> precision = tf.math.rsqrt(tf.math.add(variance, tf.constant(1e-3f)));
    Operand<TFloat32> scale = tf.math.mul(precision, layer.weight("scale", width, Initial.ONES));
    // BiasAdd, not Add: chains of Add are rearranged by TensorFlow, in an inference graph in
    // another
    // order than in training, and the last bit would differ.
    return tf.nn.biasAdd(tf.math.mul(centred, scale), layer.weight("offset", width, Initial.ZEROS));
  }
}
