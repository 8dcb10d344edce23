package miles.export;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * TensorFlow's format of records in a file, TFRecord: for every record
 *
 * <pre>
 *   length   8 bytes, unsigned, little-endian
 *   4 bytes  masked CRC-32C of the length
 *   data     length bytes
 *   4 bytes  masked CRC-32C of the data
 * </pre>
 *
 * <p>where masked(c) = (c rotated right by 15 bits) + 0xA282EAD8 modulo 2³².
 *
 * <p>Source: TensorFlow's tutorial "TFRecord and tf.train.Example", section "TFRecords format
 * details".
 */
final class TfRecords {

  private static final int MASK = 0xA282EAD8;
  private static final int ROTATION = 15;

  private TfRecords() {}

  /** Returns the content of a file of these records. */
  static byte[] of(List<byte[]> records) {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    for (byte[] record : records) {
      byte[] length =
          ByteBuffer.allocate(Long.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putLong(record.length)
              .array();
      file.writeBytes(length);
      file.writeBytes(checksum(length));
      file.writeBytes(record);
      file.writeBytes(checksum(record));
    }
    return file.toByteArray();
  }

  private static byte[] checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int masked = Integer.rotateRight((int) crc.getValue(), ROTATION) + MASK;
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(masked).array();
  }
}
