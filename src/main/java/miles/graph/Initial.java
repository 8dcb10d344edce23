package miles.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.framework.initializers.Initializer;
import org.tensorflow.framework.initializers.Orthogonal;
import org.tensorflow.framework.initializers.RandomNormal;
import org.tensorflow.framework.initializers.TruncatedNormal;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The initial value of a variable.
 *
 * <p>The random ones are tensorflow-framework's initialisers, with two of its faults kept out: it
 * counts the input channels of a convolution twice, so kernels are drawn as a matrix {@code [values
 * of a window, outputs]}; and its UNIFORM distribution is not centred at 0, so it is not used.
 */
@FunctionalInterface
interface Initial {

  /** The standard deviation of a normal distribution of deviation 1 that is cut off at −2 and 2. */
  double TRUNCATED_DEVIATION = 0.8796256610342398;

  /** Glorot: variance 2 / (inputs + outputs), for layers without an activation. */
  Initial GLOROT =
      (tf, shape, seed) -> scaled(tf, shape, 2.0 / (inputs(shape) + outputs(shape)), seed);

  /** He: variance 2 / inputs, for layers that ReLU follows. */
  Initial HE = (tf, shape, seed) -> scaled(tf, shape, 2.0 / inputs(shape), seed);

  /** Zero. */
  Initial ZEROS = constant(0);

  /** One. */
  Initial ONES = constant(1);

  /**
   * Makes the value.
   *
   * @param tf where operations are made
   * @param shape the shape of the variable
   * @param seed the seed of random values
   */
  Operand<TFloat32> value(Ops tf, Shape shape, long seed);

  /** The same number everywhere. */
  static Initial constant(float number) {
    return (tf, shape, seed) -> tf.fill(tf.constant(shape), tf.constant(number));
  }

  /** Normal values around 0. */
  static Initial normal(double deviation) {
    return (tf, shape, seed) -> drawn(tf, shape, new RandomNormal<>(0, deviation, seed));
  }

  /**
   * Random square matrices with orthonormal rows, side by side: {@code [width, blocks · width]},
   * for the recurrent kernel of a cell with that many gates.
   */
  static Initial orthogonal(int blocks) {
    return (tf, shape, seed) -> {
      Shape square = Shape.of(shape.get(0), shape.get(1) / blocks);
      List<Operand<TFloat32>> matrices = new ArrayList<>();
      for (int block = 0; block < blocks; block++) {
        long ofBlock = Seeds.of(seed, "block" + block);
        matrices.add(drawn(tf, square, new Orthogonal<>(ofBlock)));
      }
      return tf.concat(matrices, tf.constant(1));
    };
  }

  private static Operand<TFloat32> scaled(Ops tf, Shape shape, double variance, long seed) {
    double deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
    return drawn(tf, shape, new TruncatedNormal<>(0, deviation, seed));
  }

  private static long outputs(Shape shape) {
    return shape.get(shape.numDimensions() - 1);
  }

  private static long inputs(Shape shape) {
    return shape.size() / outputs(shape);
  }

  private static Operand<TFloat32> drawn(Ops tf, Shape shape, Initializer<TFloat32> initializer) {
    Shape matrix = Shape.of(inputs(shape), outputs(shape));
    Operand<TFloat32> values = initializer.call(tf, tf.constant(matrix), TFloat32.class);
    return shape.equals(matrix) ? values : tf.reshape(values, tf.constant(shape));
  }
}
