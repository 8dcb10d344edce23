package miles.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A part of a file. */
public final class FileRange {

  private FileRange() {}

  /**
   * Returns bytes of a file, to be read as little-endian numbers.
   *
   * @param channel the file, whose position does not change; the caller closes it
   * @param from the first byte's position
   * @param length how many bytes
   * @throws IOException if the file cannot be read or ends before
   */
  public static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }
}
