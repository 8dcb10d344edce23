package miles.graph;

import miles.config.EncoderConfig.Convolution;
import miles.config.EncoderConfig.ResNet;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A residual network in the style of ResNet-18. Source: arXiv 1512.03385, with the first layer that
 * the paper takes for small pictures: one 3 x 3 convolution, no stride, no pooling.
 *
 * <p>A block adds its input to relu(convolution(…)) convolved once more; where the number of
 * channels or the size changes, a convolution of one pixel fits the input first. Every later stage
 * has twice the channels and half the height and width, rounded up.
 */
record ResNetEncoder(ResNet config) implements Encoder {

  @Override
  public Operand<TFloat32> embed(Layers layers, ModalityInput input) {
    Ops tf = layers.tf();
    int filters = config.filters();
    Operand<TFloat32> x = convolved(layers, "stem", input.pictures(tf), window(filters, 3, 1));
    x = layers.relu(x);
    for (int stage = 0; stage < config.blocks().size(); stage++) {
      for (int block = 0; block < config.blocks().get(stage); block++) {
        int stride = stage > 0 && block == 0 ? 2 : 1;
        String name = "stage%d/block%d".formatted(stage + 1, block + 1);
        x = block(layers.in(name), x, filters, stride);
      }
      filters = Math.multiplyExact(filters, 2);
    }
    Operand<TFloat32> pooled = tf.math.mean(x, tf.constant(new int[] {1, 2}));
    return layers.dense("embedding", pooled, config.width(), config.normalization());
  }

  private Operand<TFloat32> block(Layers layers, Operand<TFloat32> x, int filters, int stride) {
    Operand<TFloat32> y =
        layers.relu(convolved(layers, "convolution1", x, window(filters, 3, stride)));
    y = convolved(layers, "convolution2", y, window(filters, 3, 1));
    boolean fits = stride == 1 && Layers.width(x) == filters;
    Operand<TFloat32> shortcut =
        fits ? x : convolved(layers, "shortcut", x, window(filters, 1, stride));
    return layers.relu(layers.tf().math.add(y, shortcut));
  }

  private Operand<TFloat32> convolved(
      Layers layers, String name, Operand<TFloat32> x, Convolution window) {
    return layers.convolution(name, x, window, config.normalization());
  }

  private static Convolution window(int filters, int kernel, int stride) {
    return new Convolution(filters, kernel, stride, 1);
  }
}
