package miles.graph;

import miles.config.EncoderConfig;
import miles.interop.ImportedEncoders;

/** The encoder of each configuration. */
final class Encoders {

  private Encoders() {}

  /**
   * @param config the encoder
   * @param modality whose encoder it is
   * @param imported the encoders that come out of SavedModels
   */
  static Encoder of(EncoderConfig config, String modality, ImportedEncoders imported) {
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
    if (config instanceof EncoderConfig.SavedModel savedModel) {
      return new SavedModelEncoder(savedModel, imported.of(modality));
    }
    return new EmbeddingBagEncoder((EncoderConfig.EmbeddingBag) config);
  }
}
