package miles.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;

/** Reads PNG and JPEG files. */
final class ImageExtractor extends FileExtractor {

  /** Bytes of a file at most. */
  static final int GREATEST_SIZE = 1 << 28;

  ImageExtractor(Ops tf, ImagePreprocessor image) {
    this(
        tf,
        image,
        tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar())));
  }

  private ImageExtractor(Ops tf, ImagePreprocessor image, Placeholder<TString> file) {
    super(image, file, build(tf, image, file));
  }

  /**
   * Returns the whole of a file.
   *
   * @throws ImageHeader.ImageException if it has more than {@link #GREATEST_SIZE} bytes
   */
  static byte[] bytes(Path file) throws IOException, ImageHeader.ImageException {
    long size = Files.size(file);
    if (size > GREATEST_SIZE) {
      throw new ImageHeader.ImageException(
          "it has %d bytes, and pictures of up to %d are read".formatted(size, GREATEST_SIZE));
    }
    return Files.readAllBytes(file);
  }

  @Override
  Tensor raw(Path file) throws IOException, UndecodableException {
    try {
      byte[] bytes = bytes(file);
      ImageHeader.of(bytes);
      return TString.tensorOfBytes(NdArrays.scalarOfObject(bytes));
    } catch (ImageHeader.ImageException e) {
      throw new UndecodableException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Operand<?> build(Ops tf, ImagePreprocessor image, Operand<TString> file) {
    return image.build(tf, image.decode(tf, file));
  }
}
