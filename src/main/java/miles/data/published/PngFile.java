package miles.data.published;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Pictures of 8 bits a sample as PNG, without loss: no filter, one compressed chunk.
 *
 * <p>Source: W3C, "Portable Network Graphics (PNG) Specification (Third Edition)", sections 5 and
 * 11.
 */
final class PngFile {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final int HEADER_BYTES = 13;
  private static final byte GREY = 0;
  private static final byte COLOUR = 2;

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
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    header.putInt(width).putInt(height).put((byte) 8).put(grey ? GREY : COLOUR);
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(data)) {
      for (int y = 0; y < height; y++) {
        deflater.write(0); // the filter of this line: none
        deflater.write(pixels, y * stride, stride);
      }
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    file.writeBytes(chunk("IHDR", header.array()));
    file.writeBytes(chunk("IDAT", data.toByteArray()));
    file.writeBytes(chunk("IEND", new byte[0]));
    return file.toByteArray();
  }

  private static byte[] chunk(String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(3 * Integer.BYTES + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 checksum = new CRC32();
    checksum.update(chunk.array(), Integer.BYTES, Integer.BYTES + data.length);
    return chunk.putInt((int) checksum.getValue()).array();
  }
}
