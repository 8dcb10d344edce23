package miles.report;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;

/**
 * The frames of an event file, each with one event: length {@code uint64}, its checksum {@code
 * uint32}, the event, its checksum {@code uint32}; all little-endian, checksums are CRC-32C,
 * masked. Source: TensorFlow, lib/io/record_writer.h.
 */
final class EventFrames {

  private static final int HEADER = Long.BYTES + Integer.BYTES;
  private static final int MASK_DELTA = 0xa282ead8;

  private EventFrames() {}

  /**
   * One frame.
   *
   * @param event what it holds
   * @param from where it begins in the file
   * @param to where it ends
   */
  record Frame(Event event, int from, int to) {}

  /**
   * Reads a file up to the first frame that is not whole, which a process that was killed may have
   * left behind.
   */
  static List<Frame> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Frame> frames = new ArrayList<>();
    int from = 0;
    int length = payload(bytes, from);
    while (length >= 0) {
      byte[] event = new byte[length];
      bytes.get(from + HEADER, event);
      int to = from + HEADER + length + Integer.BYTES;
      frames.add(new Frame(parse(event, file), from, to));
      from = to;
      length = payload(bytes, from);
    }
    return frames;
  }

  /** Returns the length of the event in the frame that begins here; −1 if it is not whole. */
  private static int payload(ByteBuffer bytes, int from) {
    if (bytes.limit() - from < HEADER) {
      return -1;
    }
    long length = bytes.getLong(from);
    boolean headed = checksum(bytes, from, Long.BYTES) == bytes.getInt(from + Long.BYTES);
    long rest = (long) bytes.limit() - from - HEADER - Integer.BYTES;
    if (!headed || length < 0 || length > rest) {
      return -1;
    }
    int end = from + HEADER + (int) length;
    return checksum(bytes, from + HEADER, (int) length) == bytes.getInt(end) ? (int) length : -1;
  }

  private static int checksum(ByteBuffer bytes, int from, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.slice(from, length));
    return masked((int) crc.getValue());
  }

  /** Returns a checksum as it is stored: a checksum of bytes that hold checksums is weak. */
  static int masked(int crc) {
    return Integer.rotateRight(crc, 15) + MASK_DELTA;
  }

  private static Event parse(byte[] event, Path file) throws IOException {
    try {
      return Event.parseFrom(event);
    } catch (InvalidProtocolBufferException e) {
      throw new IOException(file + " is no event file: " + e.getMessage(), e);
    }
  }
}
