package miles.data;

import java.util.List;
import java.util.stream.LongStream;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * {@link Resampler} as a TensorFlow subgraph, for sounds whose rate is known only when the graph
 * runs.
 *
 * <p>The same filter with the same weights in double precision. The weights of every phase that
 * occurs are computed once a sound, at most 64 · the greater of the two rates; the sound is then
 * filtered in blocks of {@value #BLOCK} samples, so that a long sound needs no more memory than a
 * short one beside its own samples.
 */
final class GraphResampler {

  private static final int BLOCK = 256;

  private final Ops tf;
  private final int target;
  private final int most;

  /**
   * @param tf where to add operations
   * @param target the new rate, Hz
   * @param most the greatest number of samples returned
   */
  GraphResampler(Ops tf, int target, int most) {
    this.tf = tf;
    this.target = target;
    this.most = most;
  }

  /** The ratio of two rates in lowest terms, and how far the filter reaches: scalars. */
  private record Ratio(
      Operand<TInt64> up, Operand<TInt64> down, Operand<TFloat64> scale, Operand<TInt64> reach) {}

  /**
   * Adds the operations.
   *
   * @param sound samples at the old rate {@code [samples]}
   * @param rate the old rate, Hz, at least 1: {@code []}
   * @return samples at the new rate {@code [at most most]}; those of the sound if the rates are
   *     equal
   */
  Operand<TFloat32> build(Operand<TFloat32> sound, Operand<TInt64> rate) {
    Operand<TInt64> length = tf.size(sound, TInt64.class);
    var equal = tf.math.equal(rate, number(target));
    Ratio ratio = ratio(rate);
    Operand<TInt64> whole =
        tf.math.floorDiv(
            tf.math.sub(tf.math.add(tf.math.mul(length, ratio.up()), ratio.down()), number(1)),
            ratio.down());
    Operand<TInt64> count = tf.select(equal, number(0), tf.math.minimum(whole, number(most)));
    Operand<TInt64> kept = tf.select(equal, tf.math.minimum(length, number(most)), number(0));
    return tf.concat(
        List.of(first(sound, kept), first(filtered(sound, ratio, count), count)), tf.constant(0));
  }

  private Ratio ratio(Operand<TInt64> rate) {
    Operand<TInt64> divisors =
        tf.constant(LongStream.rangeClosed(1, target).filter(each -> target % each == 0).toArray());
    var common = tf.math.equal(tf.math.floorMod(rate, divisors), number(0));
    Operand<TInt64> divisor = tf.reduceMax(tf.select(common, divisors, number(1)), tf.constant(0));
    Operand<TInt64> up = tf.math.floorDiv(number(target), divisor);
    Operand<TInt64> down = tf.math.floorDiv(rate, divisor);
    Operand<TFloat64> scale = tf.math.minimum(tf.constant(1.0), tf.math.div(real(up), real(down)));
    Operand<TInt64> reach =
        tf.dtypes.cast(
            tf.math.ceil(tf.math.div(tf.constant((double) Resampler.CROSSINGS), scale)),
            TInt64.class);
    return new Ratio(up, down, scale, reach);
  }

  /** Returns {@code [blocks · BLOCK]}, of which the first count are meant. */
  private Operand<TFloat32> filtered(Operand<TFloat32> sound, Ratio ratio, Operand<TInt64> count) {
    Operand<TInt64> rows = tf.math.minimum(count, ratio.up());
    Operand<TFloat64> weights =
        weights(ratio, tf.math.floorMod(tf.math.mul(range(rows), ratio.down()), ratio.up()));
    Operand<TInt64> padding =
        tf.reshape(tf.stack(List.of(ratio.reach(), ratio.reach())), tf.constant(new int[] {1, 2}));
    Operand<TFloat32> padded = tf.pad(sound, padding, tf.constant(0f));
    Operand<TInt64> blocks = tf.math.floorDiv(tf.math.add(count, number(BLOCK - 1)), number(BLOCK));
    Operand<TInt64> last = tf.math.maximum(tf.math.sub(count, number(1)), number(0));
    try (ConcreteFunction block = ConcreteFunction.create(GraphResampler::block)) {
      var result =
          tf.mapDefun(
              List.of(range(blocks)),
              List.of(padded, weights, ratio.up(), ratio.down(), last),
              List.of(TFloat32.class),
              List.of(Shape.of(BLOCK)),
              block);
      return tf.reshape(result.output().get(0).expect(TFloat32.class), tf.constant(new int[] {-1}));
    }
  }

  /** One block of samples at the new rate, given its index. */
  private static Signature block(Ops tf) {
    var index = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var padded = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    var weights = tf.placeholder(TFloat64.class, Placeholder.shape(Shape.of(-1, -1)));
    var up = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var down = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    var last = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
    GraphResampler in = new GraphResampler(tf, 0, 0);
    Operand<TInt64> samples =
        tf.math.minimum(
            tf.math.add(tf.math.mul(index, in.number(BLOCK)), in.range(in.number(BLOCK))), last);
    Operand<TInt64> taps =
        tf.gather(tf.shape(weights, TInt64.class), tf.constant(1), tf.constant(0));
    Operand<TInt64> first = tf.math.floorDiv(tf.math.mul(samples, down), up);
    Operand<TInt64> places =
        tf.math.add(
            tf.expandDims(tf.math.add(first, in.number(1)), tf.constant(1)), in.range(taps));
    Operand<TFloat64> windows =
        tf.dtypes.cast(tf.gather(padded, places, tf.constant(0)), TFloat64.class);
    Operand<TFloat64> rows = tf.gather(weights, tf.math.floorMod(samples, up), tf.constant(0));
    Operand<TFloat64> sums = tf.reduceSum(tf.math.mul(rows, windows), tf.constant(1));
    return Signature.builder("resample_block")
        .input("index", index)
        .input("padded", padded)
        .input("weights", weights)
        .input("up", up)
        .input("down", down)
        .input("last", last)
        .output("samples", tf.dtypes.cast(sums, TFloat32.class))
        .build();
  }

  /** Returns each phase's weights: {@code [phases, 2 · reach]}. */
  private Operand<TFloat64> weights(Ratio ratio, Operand<TInt64> phases) {
    Operand<TFloat64> offsets = tf.math.div(real(phases), real(ratio.up()));
    Operand<TInt64> taps =
        tf.math.sub(
            range(tf.math.mul(ratio.reach(), number(2))), tf.math.sub(ratio.reach(), number(1)));
    Operand<TFloat64> distances = tf.math.sub(tf.expandDims(offsets, tf.constant(1)), real(taps));
    Operand<TFloat64> scaled = tf.math.mul(distances, ratio.scale());
    Operand<TFloat64> weights =
        tf.math.mul(
            sinc(tf.math.mul(tf.constant(Resampler.ROLLOFF), scaled)),
            kaiser(tf.math.div(scaled, tf.constant((double) Resampler.CROSSINGS))));
    return tf.math.div(weights, tf.reduceSum(weights, tf.constant(1), ReduceSum.keepDims(true)));
  }

  private Operand<TFloat64> sinc(Operand<TFloat64> x) {
    Operand<TFloat64> angle = tf.math.mul(x, tf.constant(Math.PI));
    return tf.select(
        tf.math.equal(angle, tf.constant(0.0)),
        tf.constant(1.0),
        tf.math.div(tf.math.sin(angle), angle));
  }

  private Operand<TFloat64> kaiser(Operand<TFloat64> x) {
    Operand<TFloat64> inside =
        tf.math.maximum(tf.math.sub(tf.constant(1.0), tf.math.mul(x, x)), tf.constant(0.0));
    Operand<TFloat64> window =
        tf.math.div(
            tf.math.besselI0(tf.math.mul(tf.constant(Resampler.BETA), tf.math.sqrt(inside))),
            tf.math.besselI0(tf.constant(Resampler.BETA)));
    return tf.select(tf.math.greater(inside, tf.constant(0.0)), window, tf.constant(0.0));
  }

  private Operand<TFloat32> first(Operand<TFloat32> values, Operand<TInt64> count) {
    return tf.slice(values, tf.constant(new long[] {0}), tf.expandDims(count, tf.constant(0)));
  }

  private Operand<TInt64> range(Operand<TInt64> end) {
    return tf.range(number(0), end, number(1));
  }

  private Operand<TInt64> number(long value) {
    return tf.constant(value);
  }

  private Operand<TFloat64> real(Operand<? extends TNumber> value) {
    return tf.dtypes.cast(value, TFloat64.class);
  }
}
