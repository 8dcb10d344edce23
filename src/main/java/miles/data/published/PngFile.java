package miles.data.published;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures of 8 bits a sample as PNG, without loss. */
final class PngFile {

  private PngFile() {}

  /**
   * Returns the file of a picture.
   *
   * @param pixels {@code [height, width]} grey or {@code [height, width, 3]} red, green, blue, 0 to
   *     255
   */
  static byte[] of(int height, int width, byte[] pixels) throws IOException {
    int stride = pixels.length / height;
    boolean grey = stride == width;
    if (stride * height != pixels.length || !(grey || stride == 3 * width)) {
      throw new IllegalArgumentException(
          "%d values for %d × %d pixels".formatted(pixels.length, height, width));
    }
    int type = grey ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    BufferedImage image = new BufferedImage(width, height, type);
    image.getRaster().setDataElements(0, 0, width, height, pixels);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("every Java platform writes PNG");
      }
    }
    return file.toByteArray();
  }
}
