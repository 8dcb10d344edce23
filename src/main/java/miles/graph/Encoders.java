package miles.graph;

import miles.config.EncoderConfig;

/** The encoder of each configuration. */
final class Encoders {

  private Encoders() {}

  static Encoder of(EncoderConfig config) {
    if (config instanceof EncoderConfig.Mlp mlp) {
      return new MlpEncoder(mlp);
    }
    if (config instanceof EncoderConfig.Cnn cnn) {
      return new CnnEncoder(cnn);
    }
    if (config instanceof EncoderConfig.ResNet resNet) {
      return new ResNetEncoder(resNet);
    }
    if (config instanceof EncoderConfig.Cnn1d cnn1d) {
      return new Cnn1dEncoder(cnn1d);
    }
    if (config instanceof EncoderConfig.Recurrent recurrent) {
      return new RecurrentEncoder(recurrent);
    }
    return new EmbeddingBagEncoder((EncoderConfig.EmbeddingBag) config);
  }
}
