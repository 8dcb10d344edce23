package miles.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Inverted dropout without state, so that a resumed run drops what the first one would have. */
final class Dropout {

  private Dropout() {}

  static Operand<TFloat32> of(Layers layer, Foundation.Mode mode, Operand<TFloat32> x, float rate) {
    Ops tf = layer.tf();
    Operand<TInt64> ofLayer = tf.constant(new long[] {Seeds.of(layer.path()), 0});
    Operand<TInt64> seed = tf.math.add(mode.seed(), ofLayer);
    Operand<TFloat32> random = tf.random.statelessRandomUniform(tf.shape(x), seed);
    Operand<TBool> kept = tf.math.greaterEqual(random, tf.constant(rate));
    Operand<TFloat32> scaled = tf.math.mul(x, tf.constant(1 / (1 - rate)));
    Operand<TFloat32> dropped = tf.select(kept, scaled, tf.constant(0f));
    return tf.select(mode.training(), dropped, x);
  }
}
