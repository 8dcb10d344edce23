package miles.graph;

import miles.config.EncoderConfig.Mlp;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Dense layers with ReLU and dropout on the flattened values. */
record MlpEncoder(Mlp config) implements Encoder {

  @Override
  public Operand<TFloat32> embed(Layers layers, ModalityInput input) {
    Operand<TFloat32> x = layers.flatten(input.floats());
    for (int i = 0; i < config.units().size(); i++) {
      String number = String.valueOf(i + 1);
      x = layers.dense("hidden" + number, x, config.units().get(i), config.normalization());
      x = layers.dropout("dropout" + number, x, config.dropout());
    }
    return x;
  }
}
