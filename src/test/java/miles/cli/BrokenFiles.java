package miles.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.ImageIO;

/** Pictures and sounds byte by byte, so that any of them can lie. */
final class BrokenFiles {

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

  private BrokenFiles() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns a grey picture. */
  static byte[] png(int width, int height) {
    return png(width, height, 8, 0, deflated(new byte[height * (width + 1)]));
  }

  /** Returns a PNG with any header and any data. */
  static byte[] png(int width, int height, int bits, int colour, byte[] data) {
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put((byte) bits)
            .put((byte) colour)
            .array();
    return Place.join(
        SIGNATURE, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", new byte[0]));
  }

  /** Returns a picture as the JDK writes it. */
  static byte[] picture(String format, int type) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(new BufferedImage(16, 12, type), format, bytes)) {
      throw new IOException("no writer of " + format);
    }
    return bytes.toByteArray();
  }

  /** Returns the start of a JPEG whose frame claims a size. */
  static byte[] jpeg(int width, int height) {
    ByteBuffer frame = ByteBuffer.allocate(21);
    frame.putShort((short) 0xFFD8).putShort((short) 0xFFC0).putShort((short) 17).put((byte) 8);
    frame.putShort((short) height).putShort((short) width).put((byte) 3);
    return frame.array();
  }

  static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater();
    deflater.setInput(bytes);
    deflater.finish();
    byte[] result = new byte[bytes.length + 64];
    int length = deflater.deflate(result);
    deflater.end();
    return Arrays.copyOf(result, length);
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] named = Place.join(ascii(type), data);
    CRC32 check = new CRC32();
    check.update(named);
    return Place.join(int32(data.length), named, int32((int) check.getValue()));
  }

  private static byte[] int32(int value) {
    return ByteBuffer.allocate(4).putInt(value).array();
  }

  /** Returns a sound of one channel of 16 bits. */
  static byte[] wav(int rate, int samples) {
    return wav(format(1, 1, rate, 16), new byte[2 * samples]);
  }

  /** Returns a WAV file with any format and any data. */
  static byte[] wav(byte[] format, byte[] data) {
    return riff("WAVE", riffChunk("fmt ", format), riffChunk("data", data));
  }

  /** Returns the 16 bytes of a format, true in itself. */
  static byte[] format(int code, int channels, int rate, int bits) {
    int block = channels * bits / 8;
    return format(code, channels, rate, rate * block, block, bits);
  }

  /** Returns the 16 bytes of a format. */
  static byte[] format(int code, int channels, int rate, int bytesASecond, int block, int bits) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) code)
        .putShort((short) channels)
        .putInt(rate)
        .putInt(bytesASecond)
        .putShort((short) block)
        .putShort((short) bits)
        .array();
  }

  static byte[] riff(String form, byte[]... chunks) {
    byte[] body = Place.join(ascii(form), Place.join(chunks));
    return Place.join(ascii("RIFF"), little(body.length), body);
  }

  static byte[] riffChunk(String tag, byte[] data) {
    return Place.join(ascii(tag), little(data.length), data, new byte[data.length % 2]);
  }

  static byte[] little(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** Returns bytes with one value of them replaced. */
  static byte[] with(byte[] bytes, int at, byte... values) {
    byte[] changed = bytes.clone();
    System.arraycopy(values, 0, changed, at, values.length);
    return changed;
  }
}
