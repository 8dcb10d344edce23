package miles.data.published;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleUnaryOperator;

/** Files of numpy, as a test wants them. */
final class NpyBytes {

  private NpyBytes() {}

  /** Returns an array of little-endian doubles in C order, of version 1. */
  static byte[] doubles(String shape, int count, DoubleUnaryOperator values) {
    ByteBuffer data = ByteBuffer.allocate(count * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      data.putDouble(values.applyAsDouble(i));
    }
    return file(1, dictionary("<f8", false, shape), data.array());
  }

  /** Returns an array of bytes in C order, of version 1. */
  static byte[] bytes(String shape, byte[] values) {
    return file(1, dictionary("|u1", false, shape), values);
  }

  static String dictionary(String descr, boolean fortran, String shape) {
    return "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
        .formatted(descr, fortran ? "True" : "False", shape);
  }

  /** Returns a file with any header and any data. */
  static byte[] file(int version, String dictionary, byte[] data) {
    byte[] text = (dictionary + "\n").getBytes(StandardCharsets.UTF_8);
    ByteBuffer file =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', (byte) version, 0});
    if (version == 1) {
      file.putShort((short) text.length);
    } else {
      file.putInt(text.length);
    }
    file.put(text).put(data).flip();
    byte[] bytes = new byte[file.limit()];
    file.get(bytes);
    return bytes;
  }
}
