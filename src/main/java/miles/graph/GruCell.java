package miles.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gated recurrent unit, with the reset gate after the product as in Keras, PyTorch and cuDNN:
 *
 * <pre>
 * u = σ(a_u + b_u)    r = σ(a_r + b_r)    c = tanh(a_c + r ∘ b_c)    h ← u ∘ h + (1 − u) ∘ c
 * </pre>
 *
 * with a the parts from the input and b those from the output before. Source: arXiv 1406.1078v1.
 */
record GruCell() implements Cell {

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public Initial bias() {
    return Initial.ZEROS;
  }

  @Override
  public List<Operand<TFloat32>> next(
      Ops tf, List<Operand<TFloat32>> a, List<Operand<TFloat32>> b, List<Operand<TFloat32>> state) {
    Operand<TFloat32> h = state.get(0);
    Operand<TFloat32> update = tf.math.sigmoid(tf.math.add(a.get(0), b.get(0)));
    Operand<TFloat32> reset = tf.math.sigmoid(tf.math.add(a.get(1), b.get(1)));
    Operand<TFloat32> candidate = tf.math.tanh(tf.math.add(a.get(2), tf.math.mul(reset, b.get(2))));
    Operand<TFloat32> kept = tf.math.mul(update, tf.math.sub(h, candidate));
    return List.of(tf.math.add(candidate, kept));
  }
}
