package miles.graph;

import miles.config.InvalidValueException;
import miles.data.FeatureSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * What an encoder sees of its modality. Values of absent samples are 0, whatever was fed for them.
 *
 * @param spec the modality's name, shape and type
 * @param values the values: {@code [batch, …] float32}, or token ids {@code [batch, length] int32}
 */
record ModalityInput(FeatureSpec spec, Operand<? extends TType> values) {

  /** Returns whether the values are token ids, 0 being padding. */
  boolean isTokens() {
    return spec.type() == FeatureSpec.Type.INT32;
  }

  /**
   * Returns the measured values: {@code [batch, …] float32}.
   *
   * @throws InvalidValueException if they are token ids
   */
  Operand<TFloat32> floats() {
    if (isTokens()) {
      throw refused("an encoder of token ids: embedding-bag, cnn-1d, gru or lstm");
    }
    return cast(TFloat32.class);
  }

  /**
   * Returns the token ids: {@code [batch, length] int32}.
   *
   * @throws InvalidValueException if they are measured values
   */
  Operand<TInt32> tokens() {
    if (!isTokens() || spec.shape().size() != 1) {
      throw refused("an encoder of measured values: mlp, cnn, resnet, cnn-1d, gru or lstm");
    }
    return cast(TInt32.class);
  }

  /**
   * Returns the values as pictures, a spectrogram as a picture of one channel: {@code [batch,
   * height, width, channels]}.
   *
   * @throws InvalidValueException if they are neither
   */
  Operand<TFloat32> pictures(Ops tf) {
    return switch (isTokens() ? 0 : spec.shape().size()) {
      case 2 -> tf.expandDims(floats(), tf.constant(-1));
      case 3 -> floats();
      default -> throw refused("cnn and resnet for images and audio; another encoder here");
    };
  }

  /** Returns the error that names this modality's encoder. */
  InvalidValueException refused(String allowed) {
    String what = isTokens() ? "token ids" : "values";
    return new InvalidValueException(
        key(), "this encoder on %s of shape %s".formatted(what, spec.shape()), allowed);
  }

  /** Returns the key of the encoder in the run file. */
  String key() {
    return "modalities." + spec.modality() + ".encoder";
  }

  @SuppressWarnings("unchecked") // The type was compared with the spec's, which made the tensor.
  private <T extends TType> Operand<T> cast(Class<T> type) {
    if (values.type() != type) {
      throw new IllegalStateException(spec + " does not describe " + values);
    }
    return (Operand<T>) values;
  }
}
