package miles.graph;

import miles.config.TaskConfig;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * What the outputs mean: their probabilities and their losses.
 *
 * @param kind the kind of target
 * @param outputs values of one target: classes, or 1 for regression
 */
record Task(TaskConfig.Kind kind, int outputs) {

  /**
   * Returns the probabilities of logits: softmax for one class a sample, sigmoid for any number of
   * classes, the logits themselves for regression: {@code [batch, outputs]}.
   *
   * @param tf where the operation is made; its name is the operation's
   */
  Operand<TFloat32> probabilities(Ops tf, Operand<TFloat32> logits) {
    return switch (kind) {
      case CLASSIFICATION -> tf.nn.softmax(logits);
      case MULTI_LABEL -> tf.math.sigmoid(logits);
      case REGRESSION -> tf.identity(logits);
    };
  }

  /**
   * Returns each sample's loss, {@code [batch]}: the cross-entropy of softmax −Σ_k y_k log p_k; the
   * mean over the classes of the cross-entropies of sigmoids softplus(x_k) − x_k y_k; or the mean
   * over the outputs of the squared error (x − y)².
   *
   * @param logits x: {@code [batch, outputs]}
   * @param targets y: one-hot, multi-hot, or numbers {@code [batch, outputs]}
   */
  Operand<TFloat32> loss(Ops tf, Operand<TFloat32> logits, Operand<TFloat32> targets) {
    return switch (kind) {
      case CLASSIFICATION -> tf.nn.softmaxCrossEntropyWithLogits(logits, targets).loss();
      case MULTI_LABEL ->
          meanOverOutputs(tf, tf.math.sub(tf.math.softplus(logits), tf.math.mul(logits, targets)));
      case REGRESSION -> meanOverOutputs(tf, tf.math.square(tf.math.sub(logits, targets)));
    };
  }

  /** Returns the mean over all samples: {@code []}. */
  static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> samples) {
    return tf.math.mean(samples, tf.constant(0));
  }

  /** Returns the mean over the samples that are present, 0 if none is: {@code []}. */
  static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> samples, Operand<TBool> present) {
    Operand<TFloat32> ones = tf.dtypes.cast(present, TFloat32.class);
    Operand<TFloat32> sum =
        tf.reduceSum(tf.select(present, samples, tf.constant(0f)), tf.constant(0));
    Operand<TFloat32> count = tf.reduceSum(ones, tf.constant(0));
    return tf.math.div(sum, tf.math.maximum(count, tf.constant(1f)));
  }

  private static Operand<TFloat32> meanOverOutputs(Ops tf, Operand<TFloat32> values) {
    return tf.math.mean(values, tf.constant(1));
  }
}
