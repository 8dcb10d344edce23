package miles.graph;

import miles.config.EncoderConfig.EmbeddingBag;
import miles.config.Normalization;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The mean of the tokens' vectors, 0 for a text without tokens, then dense layers with ReLU. */
record EmbeddingBagEncoder(EmbeddingBag config) implements Encoder {

  @Override
  public Operand<TFloat32> embed(Layers layers, ModalityInput input) {
    Operand<TFloat32> x = Sequence.ofTokens(layers, input, config.tokenWidth()).mean(layers.tf());
    for (int i = 0; i < config.units().size(); i++) {
      String number = String.valueOf(i + 1);
      x = layers.dense("hidden" + number, x, config.units().get(i), Normalization.NONE);
      x = layers.dropout("dropout" + number, x, config.dropout());
    }
    return x;
  }
}
