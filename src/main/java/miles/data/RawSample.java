package miles.data;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.EagerSession;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** What a client of a served model could send of one modality: a valid sample of no meaning. */
public sealed interface RawSample {

  /** A file or a text. */
  final class Bytes implements RawSample {
    private final byte[] bytes;

    private Bytes(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    /** Returns a copy of the bytes. */
    public byte[] bytes() {
      return bytes.clone();
    }
  }

  /**
   * Numbers of a tabular modality.
   *
   * @param values one a column
   */
  record Numbers(List<Float> values) implements RawSample {
    public Numbers {
      values = List.copyOf(values);
    }
  }

  /**
   * Returns a black picture of the model's size, a tenth of a second of silence, a short text, or
   * the training means.
   */
  static RawSample of(Preprocessor preprocessor) {
    if (preprocessor instanceof TextPreprocessor) {
      return new Bytes("warm-up".getBytes(StandardCharsets.UTF_8));
    }
    if (preprocessor instanceof TabularPreprocessor tabular) {
      return new Numbers(tabular.means());
    }
    try (EagerSession session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      Operand<TString> file =
          preprocessor instanceof ImagePreprocessor image
              ? picture(tf, image)
              : silence(tf, ((AudioPreprocessor) preprocessor).sampleRate());
      return new Bytes(file.asTensor().asBytes().getObject());
    }
  }

  private static Operand<TString> picture(Ops tf, ImagePreprocessor image) {
    int[] shape = {image.height(), image.width(), image.channels()};
    return tf.image.encodePng(tf.zeros(tf.constant(shape), TUint8.class));
  }

  private static Operand<TString> silence(Ops tf, int sampleRate) {
    int[] shape = {Math.max(1, sampleRate / 10), 1};
    return tf.audio.encodeWav(
        tf.zeros(tf.constant(shape), TFloat32.class), tf.constant(sampleRate));
  }
}
