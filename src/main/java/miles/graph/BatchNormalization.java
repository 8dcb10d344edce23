package miles.graph;

import java.util.Arrays;
import miles.graph.Foundation.Mode;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * Normalises each channel: by the batch's mean and variance in training, by their running means
 * otherwise. Source: arXiv 1502.03167.
 *
 * <p>Every sample that is there counts, and of it the positions that are not padding; {@link
 * Branch} leaves out those that lack the modality, which therefore cannot change another's
 * embedding.
 *
 * <p>Where every value counts, all is TensorFlow's fused operation, whose gradient knows of the
 * statistics. Where some are padding, values are shifted and scaled by it, its statistics being 0
 * and 1, and sums over positions are products of matrices: broadcasts over channels are slow on a
 * processor.
 */
final class BatchNormalization {

  private static final float EPSILON = 1e-3f;

  private final Layers layer;
  private final Operand<TFloat32> x;
  private final long channels;
  private final RunningMean mean;
  private final RunningMean variance;

  private BatchNormalization(Layers layer, Operand<TFloat32> x) {
    this.layer = layer;
    this.x = x;
    this.channels = Layers.width(x);
    this.mean = RunningMean.create(layer, "mean", channels, 0);
    this.variance = RunningMean.create(layer, "variance", channels, 1);
  }

  static Operand<TFloat32> of(Layers layer, Operand<TFloat32> x) {
    BatchNormalization normalization = new BatchNormalization(layer, x);
    return layer.foundation().mode().map(normalization::switched).orElseGet(normalization::running);
  }

  private Operand<TFloat32> running() {
    return likeX(
        byRunningMeans(
            pictures(x),
            layer.weight("scale", Shape.of(channels), Initial.ONES),
            layer.weight("offset", Shape.of(channels), Initial.ZEROS)));
  }

  private Operand<TFloat32> switched(Mode mode) {
    return counted().shape().numDimensions() == 1 ? fused(mode) : weighted(mode);
  }

  /**
   * Normalises values that all count. Both results are computed and one is taken; no gradient goes
   * back through the other.
   */
  private Operand<TFloat32> fused(Mode mode) {
    Ops tf = layer.tf();
    Shape width = Shape.of(channels);
    Operand<TFloat32> scale = layer.weight("scale", width, Initial.ONES);
    Operand<TFloat32> offset = layer.weight("offset", width, Initial.ZEROS);
    Operand<TFloat32> pictures = pictures(x);
    FusedBatchNorm<TFloat32, TFloat32> inTraining =
        tf.nn.fusedBatchNorm(
            pictures,
            scale,
            offset,
            tf.constant(new float[0]),
            tf.constant(new float[0]),
            FusedBatchNorm.isTraining(true),
            FusedBatchNorm.epsilon(EPSILON));
    Operand<TFloat32> count = count();
    mean.observe(inTraining.batchMean(), count);
    // TensorFlow gives n / (n − 1) of what it normalised by.
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> least = tf.math.maximum(count, one);
    Operand<TFloat32> biased = tf.math.div(tf.math.maximum(tf.math.sub(least, one), one), least);
    variance.observe(tf.math.mul(inTraining.batchVariance(), biased), count);
    Operand<TFloat32> otherwise =
        byRunningMeans(tf.stopGradient(pictures), tf.stopGradient(scale), tf.stopGradient(offset));
    return likeX(tf.select(mode.training(), inTraining.y(), otherwise));
  }

  private Operand<TFloat32> byRunningMeans(
      Operand<TFloat32> pictures, Operand<TFloat32> scale, Operand<TFloat32> offset) {
    return layer
        .tf()
        .nn
        .fusedBatchNorm(
            pictures,
            scale,
            offset,
            mean.value(),
            variance.value(),
            FusedBatchNorm.isTraining(false),
            FusedBatchNorm.epsilon(EPSILON))
        .y();
  }

  /** Normalises values of which only those at real positions count. */
  private Operand<TFloat32> weighted(Mode mode) {
    Ops tf = layer.tf();
    Operand<TFloat32> count = count();
    Operand<TFloat32> batchMean = average(x, count);
    Operand<TFloat32> centred = centred(tf.select(mode.training(), batchMean, mean.value()));
    // Of values that the batch's mean centres: in training alone, and only there it is used.
    Operand<TFloat32> batchVariance = average(tf.math.square(centred), count);
    mean.observe(batchMean, count);
    variance.observe(batchVariance, count);
    return normalized(centred, tf.select(mode.training(), batchVariance, variance.value()));
  }

  private Operand<TFloat32> centred(Operand<TFloat32> center) {
    return affine(x, filled(1), layer.tf().math.neg(center));
  }

  /** Returns γ · centred / √(variance + ε) + β. */
  private Operand<TFloat32> normalized(Operand<TFloat32> centred, Operand<TFloat32> spread) {
    Ops tf = layer.tf();
    Shape width = Shape.of(channels);
    Operand<TFloat32> precision = tf.math.rsqrt(tf.math.add(spread, tf.constant(EPSILON)));
    Operand<TFloat32> scale = tf.math.mul(precision, layer.weight("scale", width, Initial.ONES));
    return affine(centred, scale, layer.weight("offset", width, Initial.ZEROS));
  }

  /** Returns values · scale + offset, with a scale and an offset for each channel. */
  private Operand<TFloat32> affine(
      Operand<TFloat32> values, Operand<TFloat32> scale, Operand<TFloat32> offset) {
    Ops tf = layer.tf();
    Operand<TFloat32> moved =
        tf.nn
            .fusedBatchNorm(
                pictures(values),
                scale,
                offset,
                filled(0),
                filled(1),
                FusedBatchNorm.isTraining(false),
                FusedBatchNorm.epsilon(0f))
            .y();
    return likeX(moved);
  }

  private Operand<TFloat32> pictures(Operand<TFloat32> values) {
    Ops tf = layer.tf();
    return x.shape().numDimensions() == 4
        ? values
        : tf.reshape(values, tf.constant(new long[] {-1, 1, 1, channels}));
  }

  private Operand<TFloat32> likeX(Operand<TFloat32> pictures) {
    Ops tf = layer.tf();
    long[] shape = x.shape().asArray();
    shape[0] = -1;
    return shape.length == 4 ? pictures : tf.reshape(pictures, tf.constant(shape));
  }

  private Operand<TFloat32> filled(float value) {
    float[] values = new float[(int) channels];
    Arrays.fill(values, value);
    return layer.tf().constant(values);
  }

  /** Returns Σ weights · values / count for each channel: {@code [channels]}; 0 if count is 0. */
  private Operand<TFloat32> average(Operand<TFloat32> values, Operand<TFloat32> count) {
    Ops tf = layer.tf();
    long positions = positions();
    Operand<TFloat32> weights = tf.reshape(counted(), tf.constant(new long[] {1, -1}));
    Operand<TFloat32> rows = tf.reshape(values, tf.constant(new long[] {-1, positions * channels}));
    Operand<TFloat32> sums =
        tf.reshape(tf.linalg.matMul(weights, rows), tf.constant(new long[] {positions, channels}));
    Operand<TFloat32> sum = tf.reduceSum(sums, tf.constant(0));
    return tf.math.div(sum, tf.math.maximum(count, tf.constant(1f)));
  }

  /** Returns how many values of a channel count: {@code []}. */
  private Operand<TFloat32> count() {
    Ops tf = layer.tf();
    Operand<TFloat32> weights = tf.reshape(counted(), tf.constant(new long[] {-1}));
    return tf.math.mul(tf.reduceSum(weights, tf.constant(0)), tf.constant((float) positions()));
  }

  /** Returns how many positions share one weight, such as height · width. */
  private long positions() {
    long positions = 1;
    int last = x.shape().numDimensions() - 1;
    for (int axis = counted().shape().numDimensions(); axis < last; axis++) {
      positions *= x.shape().get(axis);
    }
    return positions;
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
