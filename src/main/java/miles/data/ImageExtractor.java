package miles.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TString;

/** Reads PNG and JPEG files. */
final class ImageExtractor extends FileExtractor {

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  /** Bytes of a file at most. */
  static final int GREATEST_SIZE = 1 << 28;

  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};

  ImageExtractor(Ops tf, ImagePreprocessor image) {
    this(
        tf,
        image,
        tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar())));
  }

  private ImageExtractor(Ops tf, ImagePreprocessor image, Placeholder<TString> file) {
    super(image, file, build(tf, image, file));
  }

  @Override
  Tensor raw(Path file) throws IOException, UndecodableException {
    if (Files.size(file) > GREATEST_SIZE) {
      throw new UndecodableException(
          "it has %,d bytes, pictures up to %,d are read"
              .formatted(Files.size(file), GREATEST_SIZE));
    }
    byte[] bytes = Files.readAllBytes(file);
    if (!startsWith(bytes, PNG) && !startsWith(bytes, JPEG)) {
      throw new UndecodableException("it is neither PNG nor JPEG");
    }
    return TString.tensorOfBytes(NdArrays.scalarOfObject(bytes));
  }

  private static Operand<?> build(Ops tf, ImagePreprocessor image, Operand<TString> file) {
    return image.build(tf, image.decode(tf, file));
  }

  private static boolean startsWith(byte[] bytes, byte[] signature) {
    return bytes.length >= signature.length
        && Arrays.equals(bytes, 0, signature.length, signature, 0, signature.length);
  }
}
