package miles.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Pictures: resized to one size and scaled to [0, 1].
 *
 * <p>Raw values are pixels {@code [batch, any height, any width, channels] uint8}. Resizing is
 * bilinear with antialiasing when it shrinks (the triangle kernel grows with the factor), the same
 * as {@code tf.image.resize(…, "bilinear", antialias=True)}; it does not keep the aspect ratio. A
 * picture of the right size keeps its pixels exactly. Then pixel · (1 / 255).
 *
 * @param modality the modality's name
 * @param column the manifest's column of paths
 * @param height pixels after resizing
 * @param width pixels after resizing
 * @param channels 1 (grey) or 3 (RGB)
 */
public record ImagePreprocessor(String modality, String column, int height, int width, int channels)
    implements Preprocessor {

  private static final float SCALE = 1f / 255;

  @Override
  public ManifestSchema.Source source() {
    return new ManifestSchema.Source(modality, ManifestSchema.Source.Kind.IMAGE, List.of(column));
  }

  @Override
  public FeatureSpec feature() {
    return new FeatureSpec(modality, FeatureSpec.Type.FLOAT32, List.of(height, width, channels), 0);
  }

  @Override
  public Placeholder<TUint8> input(Ops tf, String name) {
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE, channels);
    return tf.withName(name).placeholder(TUint8.class, Placeholder.shape(shape));
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<?> raw) {
    Operand<TUint8> pixels = raw.asOutput().expect(TUint8.class);
    var size = tf.slice(tf.shape(pixels), tf.constant(new int[] {1}), tf.constant(new int[] {2}));
    var target = tf.constant(new int[] {height, width});
    var scale =
        tf.math.div(tf.dtypes.cast(target, TFloat32.class), tf.dtypes.cast(size, TFloat32.class));
    var resized =
        tf.image.scaleAndTranslate(
            pixels,
            target,
            scale,
            tf.constant(new float[] {0, 0}),
            ScaleAndTranslate.kernelType("triangle"),
            ScaleAndTranslate.antialias(true));
    return tf.math.mul(resized, tf.constant(SCALE));
  }

  /**
   * Adds the decoding of one PNG or JPEG file. Colour becomes grey by the decoder's luma weights,
   * grey becomes RGB by repetition, an alpha channel is dropped, 16-bit samples keep their high
   * byte, and a rotation noted in EXIF is ignored.
   *
   * @param bytes the file {@code [] string}
   * @return {@code [1, height of the file, width of the file, channels] uint8}
   */
  public Operand<TUint8> decode(Ops tf, Operand<TString> bytes) {
    var pixels =
        tf.image.decodeImage(
            bytes,
            TUint8.class,
            DecodeImage.channels((long) channels),
            DecodeImage.expandAnimations(false));
    return tf.expandDims(pixels, tf.constant(0));
  }
}
