package miles.data;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What the header of a PNG or JPEG file claims, read before anything is decoded or allocated.
 *
 * <p>Source: ISO/IEC 15948 (PNG), section 11.2.2; ISO/IEC 10918-1 (JPEG), annex B.
 *
 * @param width pixels, at least 1
 * @param height pixels, at least 1
 * @param mode such as {@code grey}, {@code RGB} or {@code palette}
 */
record ImageHeader(int width, int height, String mode) {

  /** A file that is no picture of a known format; the message is the end of a problem. */
  static final class ImageException extends Exception {
    private static final long serialVersionUID = 1L;

    ImageException(String message) {
      super(message);
    }
  }

  /** Pixels of a picture at most: more than any camera has; decoded they take 400 MB. */
  static final long MOST_PIXELS = 1L << 27;

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] JPEG = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF};
  private static final byte[] IHDR = {0, 0, 0, 13, 'I', 'H', 'D', 'R'};

  /** Where the header chunk's values start in a PNG. */
  private static final int VALUES = PNG.length + IHDR.length;

  /**
   * Reads a header.
   *
   * @param bytes the whole file
   * @throws ImageException if the file is neither PNG nor JPEG, or if its header is cut off, lies,
   *     or claims more than {@link #MOST_PIXELS}
   */
  static ImageHeader of(byte[] bytes) throws ImageException {
    if (bytes.length == 0) {
      throw new ImageException("it is empty");
    }
    ImageHeader header;
    if (startsWith(bytes, 0, PNG)) {
      header = png(bytes);
    } else if (startsWith(bytes, 0, JPEG)) {
      header = jpeg(ByteBuffer.wrap(bytes));
    } else {
      throw new ImageException("it is neither PNG nor JPEG");
    }
    long pixels = (long) header.width * header.height;
    check(
        pixels <= MOST_PIXELS,
        "its header claims %d x %d pixels; pictures of up to %d pixels are read"
            .formatted(header.width, header.height, MOST_PIXELS));
    return header;
  }

  private static ImageHeader png(byte[] bytes) throws ImageException {
    check(
        bytes.length >= VALUES + 13 && startsWith(bytes, PNG.length, IHDR),
        "its PNG header is missing or cut off");
    ByteBuffer header = ByteBuffer.wrap(bytes, VALUES, 13);
    int width = header.getInt();
    int height = header.getInt();
    int bits = header.get();
    int colour = header.get();
    check(
        width > 0 && height > 0,
        "its PNG header claims %d x %d pixels"
            .formatted(Integer.toUnsignedLong(width), Integer.toUnsignedLong(height)));
    String mode =
        switch (colour) {
          case 0 -> "grey";
          case 2 -> "RGB";
          case 3 -> "palette";
          case 4 -> "grey with alpha";
          case 6 -> "RGB with alpha";
          default -> throw new ImageException("its PNG header claims the colour type " + colour);
        };
    boolean packed = colour == 0 || colour == 3;
    boolean known = packed ? bits == 1 || bits == 2 || bits == 4 : bits == 16;
    check(
        known || bits == 8 || (bits == 16 && colour == 0),
        "its PNG header claims %d bits a sample for %s".formatted(bits, mode));
    return new ImageHeader(width, height, bits == 16 ? mode + ", 16 bits" : mode);
  }

  /** Walks over the segments up to the start of the first frame, past bytes that are none. */
  private static ImageHeader jpeg(ByteBuffer file) throws ImageException {
    int at = 2;
    while (at + 4 <= file.limit()) {
      int marker = Byte.toUnsignedInt(file.get(at + 1));
      if (file.get(at) != (byte) 0xFF || marker == 0xFF || isAlone(marker)) {
        at++;
        continue;
      }
      int length = Short.toUnsignedInt(file.getShort(at + 2));
      check(length >= 2, "a segment of its JPEG header claims %d bytes".formatted(length));
      if (isFrame(marker)) {
        return frame(file, at + 4, length - 2);
      }
      check(marker != 0xDA && marker != 0xD9, "its JPEG header has no frame");
      at += 2 + length;
    }
    throw new ImageException("its JPEG header is cut off");
  }

  private static ImageHeader frame(ByteBuffer file, int at, int length) throws ImageException {
    check(length >= 6 && at + 6 <= file.limit(), "its JPEG header is cut off");
    int height = Short.toUnsignedInt(file.getShort(at + 1));
    int width = Short.toUnsignedInt(file.getShort(at + 3));
    check(
        width > 0 && height > 0, "its JPEG header claims %d x %d pixels".formatted(width, height));
    int components = file.get(at + 5);
    String mode =
        switch (components) {
          case 1 -> "grey";
          case 3 -> "RGB";
          case 4 -> "CMYK";
          default ->
              throw new ImageException(
                  "its JPEG header claims %d components"
                      .formatted(Byte.toUnsignedInt((byte) components)));
        };
    return new ImageHeader(width, height, mode);
  }

  /**
   * Start of frame: 0xC0 … 0xCF but the markers for tables (C4), extensions (C8), arithmetic (CC).
   */
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  /** No segment follows: a stuffed 0, TEM, the restart markers and the start of the image. */
  private static boolean isAlone(int marker) {
    return marker <= 1 || (marker >= 0xD0 && marker <= 0xD8);
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] wanted) {
    return bytes.length >= at + wanted.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static void check(boolean holds, String problem) throws ImageException {
    if (!holds) {
      throw new ImageException(problem);
    }
  }
}
