package miles.graph;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A vector for each step of time or each token.
 *
 * @param values 0 at padding: {@code [batch, length, width]}
 * @param real 1 at tokens, 0 at padding: {@code [batch, length]}; empty if nothing is padding
 */
record Sequence(Operand<TFloat32> values, Optional<Operand<TFloat32>> real) {

  /**
   * Reads a spectrogram as its frames, or token ids through a table of learned vectors.
   *
   * @param tokenWidth the width of a token's vector
   * @throws miles.config.InvalidValueException if the modality is neither
   */
  static Sequence of(Layers layers, ModalityInput input, int tokenWidth) {
    if (input.isTokens()) {
      return ofTokens(layers, input, tokenWidth);
    }
    if (input.spec().shape().size() != 2) {
      throw input.refused("cnn-1d, gru and lstm for audio and text; another encoder here");
    }
    return new Sequence(input.floats(), Optional.empty());
  }

  /** Reads token ids through a table of learned vectors; id 0 is padding and has no vector. */
  static Sequence ofTokens(Layers layers, ModalityInput input, int tokenWidth) {
    Operand<TInt32> ids = input.tokens();
    // Vectors of length about 1, whatever their width.
    Initial initial = Initial.normal(1 / Math.sqrt(tokenWidth));
    Shape shape = Shape.of(input.spec().vocabulary(), tokenWidth);
    Operand<TFloat32> table = layers.in("tokens").weight("table", shape, initial);
    Ops tf = layers.tf();
    Operand<TFloat32> real = tf.dtypes.cast(tf.math.notEqual(ids, tf.constant(0)), TFloat32.class);
    Operand<TFloat32> vectors = tf.gather(table, ids, tf.constant(0));
    return new Sequence(vectors, Optional.of(real)).cleared(tf);
  }

  /** Returns the number of steps. */
  int length() {
    return (int) values.shape().get(1);
  }

  /** Returns the same values, with 0 at padding. */
  Sequence cleared(Ops tf) {
    return real.map(
            known -> {
              Operand<TFloat32> column = tf.expandDims(known, tf.constant(2));
              return new Sequence(tf.math.mul(values, column), real);
            })
        .orElse(this);
  }

  /** Returns what is real of every stride-th step, the first one included. */
  Optional<Operand<TFloat32>> realEvery(Ops tf, int stride) {
    return real.map(known -> tf.stridedSlice(known, Indices.all(), Indices.step(stride)));
  }

  /**
   * Takes the greatest value of each window of size steps, an incomplete last one too. For values
   * that are at least 0: what is missing in the last window is 0.
   */
  Sequence pooled(Ops tf, int size) {
    if (size == 1) {
      return this;
    }
    int windows = (length() + size - 1) / size;
    long width = Layers.width(values);
    int missing = windows * size - length();
    Operand<TFloat32> complete = padded(tf, values, missing);
    Shape byWindow = Shape.of(-1, windows, size, width);
    return new Sequence(
        tf.reduceMax(tf.reshape(complete, tf.constant(byWindow)), tf.constant(2)),
        real.map(
            known ->
                tf.reduceMax(
                    tf.reshape(
                        padded(tf, known, missing), tf.constant(Shape.of(-1, windows, size))),
                    tf.constant(2))));
  }

  /** Returns the mean over the steps that are real, 0 if none is: {@code [batch, width]}. */
  Operand<TFloat32> mean(Ops tf) {
    Operand<TFloat32> sum = tf.reduceSum(values, tf.constant(1));
    Operand<TFloat32> steps =
        real.<Operand<TFloat32>>map(
                known -> tf.reduceSum(known, tf.constant(1), ReduceSum.keepDims(true)))
            .orElseGet(() -> tf.constant((float) length()));
    return tf.math.div(sum, tf.math.maximum(steps, tf.constant(1f)));
  }

  /** Returns the values of each step: {@code [batch, width]}. */
  List<Operand<TFloat32>> steps(Ops tf) {
    return steps(tf, values);
  }

  /** Returns, for each step, which samples are not padding there: {@code [batch, 1]}. */
  Optional<List<Operand<TFloat32>>> realSteps(Ops tf) {
    return real.map(known -> steps(tf, tf.expandDims(known, tf.constant(2))));
  }

  private List<Operand<TFloat32>> steps(Ops tf, Operand<TFloat32> x) {
    return List.copyOf(tf.unstack(x, (long) length(), Unstack.axis(1L)).output());
  }

  /** Appends zeros along the axis of steps. */
  private static Operand<TFloat32> padded(Ops tf, Operand<TFloat32> x, int missing) {
    if (missing == 0) {
      return x;
    }
    int[][] paddings = new int[x.shape().numDimensions()][2];
    paddings[1][1] = missing;
    return tf.pad(x, tf.constant(paddings), tf.constant(0f));
  }
}
