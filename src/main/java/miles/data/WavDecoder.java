package miles.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * The decoding of one WAV file inside a served model, in agreement with {@link WavFile} and {@link
 * Resampler}: channels are averaged, and a file of another rate is resampled.
 *
 * <p>TensorFlow's own operation reads 16-bit PCM with a plain header, of any number of channels.
 * Rates are 1 to {@value #GREATEST_RATE} Hz, so that the memory for a filter is bounded.
 */
record WavDecoder(AudioPreprocessor audio) {

  /** What professional recorders reach. */
  private static final int GREATEST_RATE = 192_000;

  /**
   * Adds the decoding.
   *
   * @param file the file {@code []}
   * @return {@code [1, samples] float32} at the preprocessor's rate, no more than it keeps
   */
  Operand<TFloat32> build(Ops tf, Operand<TString> file) {
    var wav = tf.audio.decodeWav(file);
    Operand<TInt64> rate = tf.dtypes.cast(wav.sampleRate(), TInt64.class);
    var rateKnown =
        tf.math.logicalAnd(
            tf.math.greaterEqual(rate, tf.constant(1L)),
            tf.math.lessEqual(rate, tf.constant((long) GREATEST_RATE)));
    Operand<TFloat64> mean =
        tf.math.mean(tf.dtypes.cast(wav.audio(), TFloat64.class), tf.constant(1));
    Operand<TFloat32> sound = tf.dtypes.cast(mean, TFloat32.class);
    Operand<TBool> sounding = tf.math.greater(tf.size(sound, TInt64.class), tf.constant(0L));
    Ops checked =
        tf.withControlDependencies(
            List.of(
                require(
                    tf, rateKnown, "its rate is not within 1 to " + GREATEST_RATE + " Hz:", rate),
                require(tf, sounding, "it has no samples:", tf.size(sound, TInt64.class))));
    Operand<TFloat32> resampled =
        new GraphResampler(tf, audio.sampleRate(), audio.samples())
            .build(checked.identity(sound), checked.identity(rate));
    return tf.expandDims(resampled, tf.constant(0));
  }

  private Op require(Ops tf, Operand<TBool> condition, String message, Operand<TInt64> value) {
    return tf.assertThat(
        condition,
        List.of(
            tf.constant("a WAV file of \"%s\" is refused, %s".formatted(audio.modality(), message)),
            value));
  }
}
