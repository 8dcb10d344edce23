package miles.balance;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Inner products over several tensors, as if they were one vector. */
final class Dots {

  private Dots() {}

  /**
   * Returns Σ_i ⟨a_i, b_i⟩: {@code []}.
   *
   * @param a at least one tensor
   * @param b as many, of the same shapes
   */
  static Operand<TFloat32> of(Ops tf, List<Operand<TFloat32>> a, List<Operand<TFloat32>> b) {
    List<Operand<TFloat32>> products = new ArrayList<>();
    for (int i = 0; i < a.size(); i++) {
      Operand<TFloat32> flat =
          tf.reshape(tf.math.mul(a.get(i), b.get(i)), tf.constant(new int[] {-1}));
      products.add(tf.reduceSum(flat, tf.constant(0)));
    }
    return tf.math.addN(products);
  }
}
