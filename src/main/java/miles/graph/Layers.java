package miles.graph;

import java.util.Optional;
import miles.config.EncoderConfig.Convolution;
import miles.config.Normalization;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Makes the named layers of one encoder, head or fusion.
 *
 * <p>A layer's name is the path of its variables: the layer {@code hidden1} of {@code
 * encoder/image} has the variable {@code encoder/image/hidden1/kernel}. All variables of one {@code
 * Layers} belong to one parameter group. A layer's input sizes are read from its input.
 */
final class Layers {

  private final Foundation foundation;
  private final String group;
  private final String path;
  private final Use use;
  private final Optional<Operand<TFloat32>> counted;

  /**
   * Where layers are used.
   *
   * @param path the path of the operations
   * @param first whether this use makes the variables; later ones find them
   */
  private record Use(String path, boolean first) {}

  private Layers(
      Foundation foundation,
      String group,
      String path,
      Use use,
      Optional<Operand<TFloat32>> counted) {
    this.foundation = foundation;
    this.group = group;
    this.path = path;
    this.use = use;
    this.counted = counted;
  }

  /** Returns the layers of a parameter group, which is also the path of their names. */
  static Layers of(Foundation foundation, String group) {
    return new Layers(foundation, group, group, new Use(group, true), Optional.empty());
  }

  /**
   * Returns the layers of a parameter group in one of several uses that share their variables.
   *
   * @param user the path of the operations
   * @param first whether this use makes the variables; later ones find them
   */
  static Layers shared(Foundation foundation, String group, String user, boolean first) {
    return new Layers(foundation, group, group, new Use(user, first), Optional.empty());
  }

  /** Returns layers under a longer path, of the same group. */
  Layers in(String name) {
    Use inner = new Use(use.path() + "/" + name, use.first());
    return new Layers(foundation, group, path + "/" + name, inner, counted);
  }

  /**
   * Returns layers whose batch normalisation counts only some samples or positions.
   *
   * @param weights 1 where values count: {@code [batch, length]}, 0 where they are padding; or
   *     {@code [batch]}, all 1, for whole samples count or are not there; all 0 if those that are
   *     there only stand in, so that nothing is remembered of them
   */
  Layers counting(Operand<TFloat32> weights) {
    return new Layers(foundation, group, path, use, Optional.of(weights));
  }

  /** Returns the operations of this part. */
  Ops tf() {
    return foundation.scopes().at(use.path());
  }

  /** Returns what all parts of the graph share. */
  Foundation foundation() {
    return foundation;
  }

  /** Returns the path of the variables' names. */
  String path() {
    return path;
  }

  /** Returns the samples or positions that count, if some do not. */
  Optional<Operand<TFloat32>> counted() {
    return counted;
  }

  /** Makes a variable that training changes by gradients. */
  Variables.Entry trained(String name, Shape shape, Initial initial) {
    return foundation.variables().weight(path + "/" + name, group, shape, initial);
  }

  /** Makes a variable that nothing changes. */
  Variables.Entry frozen(String name, Shape shape, Initial initial) {
    return foundation.variables().frozen(path + "/" + name, group, shape, initial);
  }

  /** Makes a variable, or finds it if these layers share theirs; returns its value. */
  Operand<TFloat32> weight(String name, Shape shape, Initial initial) {
    String full = path + "/" + name;
    Variables variables = foundation.variables();
    Variables.Entry entry =
        use.first() ? variables.weight(full, group, shape, initial) : variables.find(full);
    return entry.value();
  }

  /** Makes a variable that is changed by {@link #assign} alone. */
  Variables.Entry statistic(String name, Shape shape, float initial) {
    return foundation.variables().statistic(path + "/" + name, group, shape, initial);
  }

  /** Adds an assignment to those that are run with every training step. */
  void assign(Variables.Entry entry, Operand<TFloat32> value) {
    foundation.updates().add(tf().assign(entry.declared().variable(), value));
  }

  /**
   * The initial values of an affine layer.
   *
   * @param kernel those of the kernel
   * @param bias those of the bias
   */
  record Start(Initial kernel, Initial bias) {}

  /**
   * Makes an affine layer without activation: {@code [batch, inputs]} to {@code [batch, units]}.
   */
  Operand<TFloat32> linear(String name, Operand<TFloat32> x, int units) {
    return affine(name, x, units, new Start(Initial.GLOROT, Initial.ZEROS));
  }

  /** Makes an affine layer with initial values of its own. */
  Operand<TFloat32> affine(String name, Operand<TFloat32> x, int units, Start start) {
    Layers layer = in(name);
    return layer.bias(layer.product(x, units, start.kernel()), start.bias());
  }

  /** Makes an affine layer, normalised, with ReLU: {@code [batch, units]}. */
  Operand<TFloat32> dense(
      String name, Operand<TFloat32> x, int units, Normalization normalization) {
    Layers layer = in(name);
    return layer.relu(layer.shift(layer.product(x, units, Initial.HE), normalization));
  }

  /**
   * Makes a convolution, normalised, without activation and without the window's pooling.
   *
   * @param x pictures {@code [batch, height, width, channels]} or sequences {@code [batch, length,
   *     channels]}
   * @return {@code [batch, ⌈height / stride⌉, ⌈width / stride⌉, filters]} or {@code [batch, ⌈length
   *     / stride⌉, filters]}
   */
  Operand<TFloat32> convolution(
      String name, Operand<TFloat32> x, Convolution window, Normalization normalization) {
    Layers layer = in(name);
    boolean sequence = x.shape().numDimensions() == 3;
    Operand<TFloat32> convolved =
        sequence
            ? Convolutions.overSteps(layer, x, window)
            : Convolutions.overPictures(layer, x, window);
    return layer.shift(convolved, normalization);
  }

  /**
   * Drops activations in training and scales those that are left by 1 / (1 − rate).
   *
   * <p>Which are dropped depends on the run's seed, the global step and the layer's name alone.
   *
   * @param rate the share dropped, from 0 to less than 1; 0 makes no operation
   */
  Operand<TFloat32> dropout(String name, Operand<TFloat32> x, double rate) {
    return foundation
        .mode()
        .filter(mode -> rate > 0)
        .map(mode -> Dropout.of(in(name), mode, x, (float) rate))
        .orElse(x);
  }

  /** Returns max(x, 0). */
  Operand<TFloat32> relu(Operand<TFloat32> x) {
    return tf().nn.relu(x);
  }

  /** Makes one row of each sample: {@code [batch, values]}. */
  Operand<TFloat32> flatten(Operand<TFloat32> x) {
    Shape shape = x.shape();
    if (shape.numDimensions() == 2) {
      return x;
    }
    return tf().reshape(x, tf().constant(new long[] {-1, shape.tail().size()}));
  }

  /** Multiplies with a kernel: {@code [batch, inputs]} to {@code [batch, units]}. */
  private Operand<TFloat32> product(Operand<TFloat32> x, int units, Initial initial) {
    Operand<TFloat32> kernel = weight("kernel", Shape.of(width(x), units), initial);
    return tf().linalg.matMul(x, kernel);
  }

  /** Adds a bias to the last axis. */
  Operand<TFloat32> bias(Operand<TFloat32> x, Initial initial) {
    return tf().nn.biasAdd(x, weight("bias", Shape.of(width(x)), initial));
  }

  /** Normalises, if that is wanted, without activation. */
  Operand<TFloat32> normalized(String name, Operand<TFloat32> x, Normalization normalization) {
    return normalization == Normalization.NONE ? x : in(name).shift(x, normalization);
  }

  /** Normalises, or adds a bias if nothing is normalised. */
  private Operand<TFloat32> shift(Operand<TFloat32> x, Normalization normalization) {
    return switch (normalization) {
      case NONE -> bias(x, Initial.ZEROS);
      case BATCH -> BatchNormalization.of(this, x);
      case LAYER -> LayerNormalization.of(this, x);
    };
  }

  /** Returns the length of the last axis. */
  static long width(Operand<TFloat32> x) {
    return x.shape().get(x.shape().numDimensions() - 1);
  }
}
