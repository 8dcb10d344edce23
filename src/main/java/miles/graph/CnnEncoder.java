package miles.graph;

import miles.config.EncoderConfig.Cnn;
import miles.config.EncoderConfig.Convolution;
import miles.config.InvalidValueException;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * Two-dimensional convolutions with ReLU and max pooling, then one dense layer.
 *
 * <p>Convolutions are padded with zeros: a stride s makes a side of n values ⌈n / s⌉. Pooling is
 * not: a pool p makes it ⌊n / p⌋.
 */
record CnnEncoder(Cnn config) implements Encoder {

  @Override
  public Operand<TFloat32> embed(Layers layers, ModalityInput input) {
    Operand<TFloat32> x = input.pictures(layers.tf());
    for (int i = 0; i < config.layers().size(); i++) {
      Convolution window = config.layers().get(i);
      x = layers.convolution("convolution" + (i + 1), x, window, config.normalization());
      checkPool(x, window, input.key() + ".layers[" + i + "]");
      // The same as pooling what ReLU made, with fewer values to go through.
      x = layers.relu(Convolutions.maxPool(layers.tf(), x, window.pool()));
    }
    x = layers.dropout("dropout", layers.flatten(x), config.dropout());
    return layers.dense("embedding", x, config.width(), config.normalization());
  }

  private static void checkPool(Operand<TFloat32> x, Convolution window, String key) {
    long height = x.shape().get(1);
    long width = x.shape().get(2);
    if (Math.min(height, width) < window.pool()) {
      throw new InvalidValueException(
          key,
          "pool %d on a map of %d x %d values".formatted(window.pool(), height, width),
          "a pool of at most %d; or take smaller strides and pools before it, or fewer layers"
              .formatted(Math.min(height, width)));
    }
  }
}
