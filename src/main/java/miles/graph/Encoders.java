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
    throw new UnsupportedOperationException("no encoder for " + config);
  }
}
