package miles.optimize;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The global norm of gradients: ‖g‖ = √(Σ_i ‖g_i‖²), over all variables together.
 *
 * @param tf where nodes are added
 * @param value ‖g‖, a scalar
 */
record GlobalNorm(Ops tf, Operand<TFloat32> value) {

  /** Adds the norm of gradients. */
  static GlobalNorm of(Ops tf, List<Gradient> gradients) {
    List<Operand<TFloat32>> halfSquares = new ArrayList<>();
    gradients.forEach(gradient -> halfSquares.add(tf.nn.l2Loss(gradient.value())));
    Operand<TFloat32> squares = tf.math.mul(tf.math.addN(halfSquares), tf.constant(2f));
    return new GlobalNorm(tf, tf.withName("gradient_norm").math.sqrt(squares));
  }

  /**
   * Returns the gradients scaled so that their norm is at most a limit: g · limit / max(‖g‖,
   * limit).
   *
   * <p>Up to the limit the factor is exactly 1. A norm that is not finite makes every gradient NaN:
   * one infinite gradient would otherwise turn all others into 0, and the run would go on as if
   * nothing had happened.
   *
   * @param gradients the gradients of this norm
   * @param limit the limit, greater than 0
   */
  List<Gradient> clip(List<Gradient> gradients, float limit) {
    Operand<TFloat32> bound = tf.constant(limit);
    Operand<TFloat32> factor = tf.math.div(bound, tf.math.maximum(value, bound));
    Operand<TFloat32> visible = tf.select(tf.math.isFinite(value), factor, tf.constant(Float.NaN));
    return gradients.stream()
        .map(gradient -> gradient.with(tf.math.mul(gradient.value(), visible)))
        .toList();
  }
}
