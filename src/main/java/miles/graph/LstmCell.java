package miles.graph;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Long short-term memory:
 *
 * <pre>
 * i, f, o = σ(a + b) of their gates    g = tanh(a_g + b_g)    c ← f ∘ c + i ∘ g    h ← o ∘ tanh(c)
 * </pre>
 *
 * with a the parts from the input and b those from the output before; f starts open (bias 1).
 * Source: Neural Computation 9(8), 1997; the forget gate and its bias: doi
 * 10.1162/089976600300015015.
 */
record LstmCell() implements Cell {

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public int states() {
    return 2;
  }

  /** 1 for the forget gate, the second of four, else 0. */
  @Override
  public Initial bias() {
    return (tf, shape, seed) -> {
      float[] values = new float[(int) shape.size()];
      Arrays.fill(values, values.length / 4, values.length / 2, 1);
      return tf.constant(values);
    };
  }

  @Override
  public List<Operand<TFloat32>> next(
      Ops tf, List<Operand<TFloat32>> a, List<Operand<TFloat32>> b, List<Operand<TFloat32>> state) {
    Operand<TFloat32> input = tf.math.sigmoid(tf.math.add(a.get(0), b.get(0)));
    Operand<TFloat32> forget = tf.math.sigmoid(tf.math.add(a.get(1), b.get(1)));
    Operand<TFloat32> candidate = tf.math.tanh(tf.math.add(a.get(2), b.get(2)));
    Operand<TFloat32> output = tf.math.sigmoid(tf.math.add(a.get(3), b.get(3)));
    Operand<TFloat32> memory =
        tf.math.add(tf.math.mul(forget, state.get(1)), tf.math.mul(input, candidate));
    return List.of(tf.math.mul(output, tf.math.tanh(memory)), memory);
  }
}
