package miles.graph;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import miles.config.EncoderConfig.SavedModel;
import miles.config.EncoderConfig.SavedModel.Channels;
import miles.config.InvalidValueException;
import miles.interop.EncoderGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A modality's values in the shape and type that an imported encoder takes.
 *
 * @param config where the encoder wants the channels
 * @param encoder the encoder
 * @param values the modality's values
 */
record EncoderInput(SavedModel config, EncoderGraph encoder, ModalityInput values) {

  private static final int[] CHANNELS_FIRST = {0, 3, 1, 2};

  /**
   * Makes the operations that bring the values into shape.
   *
   * @throws InvalidValueException if they do not fit
   */
  Operand<?> fit(Ops tf) {
    Operand<?> typed = typed(tf);
    Optional<List<Long>> wanted = encoder.inputShape();
    if (wanted.isPresent() && (wanted.get().isEmpty() || wanted.get().get(0) >= 0)) {
      throw new InvalidValueException(
          values.key() + ".input",
          "a batch of shape " + wanted.get(),
          "an input whose first axis is the batch, of any length; export the model with one");
    }
    Operand<?> arranged = arranged(tf, typed, wanted.map(List::size).orElse(0) - 1);
    wanted.ifPresent(shape -> check(shape, arranged));
    return arranged;
  }

  private Operand<?> typed(Ops tf) {
    DataType wanted = encoder.inputType();
    if (values.isTokens() && wanted == DataType.DT_INT64) {
      return tf.dtypes.cast(values.tokens(), TInt64.class);
    }
    DataType given = values.isTokens() ? DataType.DT_INT32 : DataType.DT_FLOAT;
    if (given != wanted) {
      throw new InvalidValueException(
          values.key() + ".input",
          "an input of type " + wanted,
          "an input of type %s, which the modality gives".formatted(given));
    }
    return values.values();
  }

  /**
   * @param axes the axes of a sample that the encoder takes; −1 if it does not say
   */
  private Operand<?> arranged(Ops tf, Operand<?> x, int axes) {
    boolean first = config.channels() == Channels.FIRST;
    int given = values.spec().shape().size();
    if (axes == 1 && given > 1) {
      Operand<?> ordered = first && given == 3 ? tf.linalg.transpose(x, axis(tf)) : x;
      return tf.reshape(ordered, tf.constant(new long[] {-1, values.spec().size()}));
    }
    if (given == 2 && axes == 3) {
      return tf.expandDims(x, tf.constant(first ? 1 : -1));
    }
    return first && given == 3 ? tf.linalg.transpose(x, axis(tf)) : x;
  }

  private static Operand<TInt32> axis(Ops tf) {
    return tf.constant(CHANNELS_FIRST);
  }

  private void check(List<Long> wanted, Operand<?> x) {
    List<Long> sample = wanted.subList(1, wanted.size());
    long[] given = x.shape().tail().asArray();
    boolean fits = sample.size() == given.length;
    for (int i = 0; fits && i < given.length; i++) {
      fits = sample.get(i) < 0 || sample.get(i) == given[i];
    }
    if (!fits) {
      throw new InvalidValueException(
          values.key(),
          "samples of shape %s, arranged by channels: %s as %s,"
              .formatted(
                  values.spec().shape(),
                  config.channels().name().toLowerCase(Locale.ROOT),
                  Arrays.toString(given)),
          "samples of shape %s, which the SavedModel takes; change the modality's size or the key channels"
              .formatted(sample));
    }
  }
}
