package miles.graph;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The mean of a vector over the samples of recent training batches.
 *
 * <p>Every sample counts once and is then slowly forgotten:
 *
 * <pre>N ← d·N + n,    μ ← μ + n/N · (x̄ − μ)</pre>
 *
 * with x̄ the mean of a batch's n counted samples, μ the running mean, N the samples remembered and
 * d = {@value #DECAY} the decay a batch: an exponential moving average that starts at the first
 * batch's mean, needs no correction of a bias towards 0, and gives a small batch a small weight. A
 * batch without counted samples changes nothing. Source: ours.
 *
 * <p>Variables: {@code <name>} (μ) and, in training, {@code <name>_samples} (N); neither is trained
 * by gradients.
 */
final class RunningMean {

  /** The share of the remembered samples' weight that is left after one more batch. */
  static final float DECAY = 0.95f;

  private final Layers layers;
  private final String name;
  private final Variables.Entry mean;

  private RunningMean(Layers layers, String name, Variables.Entry mean) {
    this.layers = layers;
    this.name = name;
    this.mean = mean;
  }

  /**
   * Makes the variable of a running mean.
   *
   * @param width the length of the vector
   * @param initial the mean while no batch has been seen
   */
  static RunningMean create(Layers layers, String name, long width, float initial) {
    return new RunningMean(layers, name, layers.statistic(name, Shape.of(width), initial));
  }

  /** Returns μ as it was before this step: {@code [width]}. */
  Operand<TFloat32> value() {
    return mean.value();
  }

  /**
   * Adds the update by one batch to the assignments of the training step.
   *
   * @param batchMean x̄: {@code [width]}; finite even if no sample counts
   * @param samples n: {@code []}
   */
  void observe(Operand<TFloat32> batchMean, Operand<TFloat32> samples) {
    Variables.Entry remembered = layers.statistic(name + "_samples", Shape.scalar(), 0);
    Ops tf = layers.tf();
    Operand<TFloat32> total =
        tf.math.add(tf.math.mul(tf.constant(DECAY), remembered.value()), samples);
    Operand<TFloat32> share = tf.math.divNoNan(samples, total);
    Operand<TFloat32> moved =
        tf.math.add(value(), tf.math.mul(share, tf.math.sub(batchMean, value())));
    var any = tf.math.greater(samples, tf.constant(0f));
    layers.assign(mean, tf.select(any, moved, value()));
    layers.assign(remembered, tf.select(any, total, remembered.value()));
  }
}
