package miles.graph;

import java.util.Optional;
import miles.config.EncoderConfig.Cnn1d;
import miles.config.EncoderConfig.Convolution;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Convolutions over time or tokens with ReLU and max pooling, the greatest value of each channel
 * over all steps, then one dense layer.
 *
 * <p>A stride or pool s makes a length n ⌈n / s⌉. Every step sees the same window however long the
 * padding after the last token is, and padding itself is 0 after every layer: more padding changes
 * nothing.
 */
record Cnn1dEncoder(Cnn1d config) implements Encoder {

  @Override
  public Operand<TFloat32> embed(Layers layers, ModalityInput input) {
    Ops tf = layers.tf();
    Sequence sequence = Sequence.of(layers, input, config.tokenWidth());
    for (int i = 0; i < config.layers().size(); i++) {
      sequence = layer(layers, "convolution" + (i + 1), sequence, config.layers().get(i));
    }
    Operand<TFloat32> x = tf.reduceMax(sequence.values(), tf.constant(1));
    x = layers.dropout("dropout", x, config.dropout());
    return layers.dense("embedding", x, config.width(), config.normalization());
  }

  private Sequence layer(Layers layers, String name, Sequence sequence, Convolution window) {
    Ops tf = layers.tf();
    Optional<Operand<TFloat32>> real = sequence.realEvery(tf, window.stride());
    Operand<TFloat32> x =
        real.map(layers::counting)
            .orElse(layers)
            .convolution(name, sequence.values(), window, config.normalization());
    return new Sequence(layers.relu(x), real).cleared(tf).pooled(tf, window.pool());
  }
}
