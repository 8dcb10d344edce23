package miles.graph;

import java.util.Arrays;
import java.util.stream.IntStream;
import miles.graph.Foundation.Mode;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * Normalises each channel: by the batch's mean and variance in training, by their running means
 * otherwise. Source: arXiv 1502.03167.
 *
 * <p>Only samples that have the modality, and positions that are not padding, count in the
 * statistics; an absent sample therefore cannot change another sample's embedding.
 */
final class BatchNormalization {

  private final Layers layer;
  private final Operand<TFloat32> x;
  private final RunningMean mean;
  private final RunningMean variance;

  private BatchNormalization(Layers layer, Operand<TFloat32> x) {
    this.layer = layer;
    this.x = x;
    this.mean = RunningMean.create(layer, "mean", Layers.width(x), 0);
    this.variance = RunningMean.create(layer, "variance", Layers.width(x), 1);
  }

  static Operand<TFloat32> of(Layers layer, Operand<TFloat32> x) {
    BatchNormalization normalization = new BatchNormalization(layer, x);
    return layer.foundation().mode().map(normalization::switched).orElseGet(normalization::running);
  }

  private Operand<TFloat32> running() {
    return normalized(mean.value(), variance.value());
  }

  private Operand<TFloat32> switched(Mode mode) {
    Ops tf = layer.tf();
    Operand<TFloat32> weights = weights();
    Operand<TFloat32> count = count(weights);
    Operand<TFloat32> batchMean = average(x, weights, count);
    Operand<TFloat32> batchVariance =
        average(tf.math.squaredDifference(x, batchMean), weights, count);
    mean.observe(batchMean, count);
    variance.observe(batchVariance, count);
    return normalized(
        tf.select(mode.training(), batchMean, mean.value()),
        tf.select(mode.training(), batchVariance, variance.value()));
  }

  private Operand<TFloat32> normalized(Operand<TFloat32> center, Operand<TFloat32> spread) {
    return LayerNormalization.scaled(layer, layer.tf().math.sub(x, center), spread);
  }

  /** Returns Σ weights · values / count for each channel: {@code [channels]}; 0 if count is 0. */
  private Operand<TFloat32> average(
      Operand<TFloat32> values, Operand<TFloat32> weights, Operand<TFloat32> count) {
    Ops tf = layer.tf();
    int[] axes = IntStream.range(0, x.shape().numDimensions() - 1).toArray();
    Operand<TFloat32> sum = tf.reduceSum(tf.math.mul(values, weights), tf.constant(axes));
    return tf.math.div(sum, tf.math.maximum(count, tf.constant(1f)));
  }

  /**
   * Returns the weights with ones for the axes that they lack, such as {@code [batch, 1, 1, 1]}.
   */
  private Operand<TFloat32> weights() {
    Operand<TFloat32> weights = counted();
    long[] shape = new long[x.shape().numDimensions()];
    Arrays.fill(shape, 1);
    shape[0] = -1;
    for (int axis = 1; axis < weights.shape().numDimensions(); axis++) {
      shape[axis] = weights.shape().get(axis);
    }
    return layer.tf().reshape(weights, layer.tf().constant(shape));
  }

  /** Returns how many values of a channel count: {@code []}. */
  private Operand<TFloat32> count(Operand<TFloat32> weights) {
    Ops tf = layer.tf();
    float positions = 1;
    for (int axis = counted().shape().numDimensions();
        axis < x.shape().numDimensions() - 1;
        axis++) {
      positions *= x.shape().get(axis);
    }
    int[] all = IntStream.range(0, x.shape().numDimensions()).toArray();
    Operand<TFloat32> sum = tf.reduceSum(weights, tf.constant(all), new ReduceSum.Options[0]);
    return tf.math.mul(sum, tf.constant(positions));
  }

  private Operand<TFloat32> counted() {
    return layer
        .counted()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "batch normalisation of " + layer.path() + " does not know what counts"));
  }
}
