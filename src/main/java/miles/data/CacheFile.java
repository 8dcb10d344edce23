package miles.data;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The format of a cache file, little-endian:
 *
 * <pre>
 *   magic, 8 bytes · length of the settings, int32 · settings, the JSON of a Preprocessing
 *   the sections of CacheLayout, float32 or int32
 *   length of all before this line, int64 · CRC-32C of the same, int64 · magic
 * </pre>
 */
final class CacheFile {

  /** A file that is not what a writer finished; the message says what is wrong. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  private static final long MAGIC = 0x31_41_54_41_44_4C_49_4DL; // "MILDATA1" in the file
  private static final int HEAD = Long.BYTES + Integer.BYTES;
  private static final int TRAILER = 3 * Long.BYTES;
  private static final int BUFFER = 1 << 20;

  private CacheFile() {}

  /**
   * Maps a file's values. They stay readable after the file's name is deleted or replaced.
   *
   * @param rows the rows of each part
   * @throws DamagedException if length, checksum or settings are wrong
   */
  static Contents open(Path file, List<Integer> rows) throws IOException, DamagedException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      checkTrailer(channel);
      ByteBuffer head = FileRange.read(channel, 0, HEAD);
      byte[] json = new byte[head.getInt(Long.BYTES)];
      FileRange.read(channel, HEAD, json.length).get(json);
      Preprocessing preprocessing = Preprocessing.fromJson(json);
      CacheLayout layout = new CacheLayout(HEAD + json.length, rows, preprocessing.features());
      check(layout.end() == channel.size() - TRAILER, "its sections have another length");
      List<List<RowStore>> parts = new ArrayList<>();
      for (int part = 0; part < rows.size(); part++) {
        List<RowStore> stores = new ArrayList<>();
        for (int m = 0; m < layout.features().size(); m++) {
          stores.add(
              RowStore.map(
                  channel,
                  layout.offset(part, m),
                  rows.get(part),
                  layout.features().get(m).size()));
        }
        parts.add(stores);
      }
      return new Contents(preprocessing, parts);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new DamagedException("its settings cannot be read: " + e.getMessage());
    }
  }

  private static void checkTrailer(FileChannel channel) throws IOException, DamagedException {
    long length = channel.size() - TRAILER;
    check(length > HEAD, "it is too short");
    ByteBuffer trailer = FileRange.read(channel, length, TRAILER);
    check(
        trailer.getLong(0) == length
            && trailer.getLong(2 * Long.BYTES) == MAGIC
            && FileRange.read(channel, 0, Long.BYTES).getLong(0) == MAGIC,
        "it is incomplete");
    check(trailer.getLong(Long.BYTES) == checksum(channel, length), "its checksum is wrong");
  }

  /** Returns the CRC-32C of a file's first bytes. */
  static long checksum(FileChannel channel, long length) throws IOException {
    CRC32C checksum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    for (long at = 0; at < length; ) {
      buffer.clear().limit((int) Math.min(BUFFER, length - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new IOException("the file became shorter while it was read");
      }
      checksum.update(buffer.flip());
      at += count;
    }
    return checksum.getValue();
  }

  private static void write(FileChannel channel, ByteBuffer buffer, long at) throws IOException {
    long position = at;
    while (buffer.hasRemaining()) {
      position += channel.write(buffer, position);
    }
  }

  private static void check(boolean holds, String problem) throws DamagedException {
    if (!holds) {
      throw new DamagedException(problem);
    }
  }

  /** Writes a file. Owns its channel; closing closes it, finished or not. */
  static final class Writer implements RowSink<IOException>, AutoCloseable {

    private final FileChannel channel;
    private final CacheLayout layout;

    /**
     * @param file replaced if it exists
     * @param preprocessing how the values are made
     * @param rows the rows of each part
     */
    Writer(Path file, Preprocessing preprocessing, List<Integer> rows) throws IOException {
      byte[] json = preprocessing.toJson();
      layout = new CacheLayout(HEAD + json.length, rows, preprocessing.features());
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.TRUNCATE_EXISTING);
      ByteBuffer head = ByteBuffer.allocate(HEAD + json.length).order(ByteOrder.LITTLE_ENDIAN);
      write(channel, head.putLong(MAGIC).putInt(json.length).put(json).flip(), 0);
    }

    @Override
    public void store(int part, int row, Batch batch) throws IOException {
      for (int m = 0; m < layout.features().size(); m++) {
        int values = batch.size() * layout.features().get(m).size();
        ByteBuffer bytes = ByteBuffer.allocate(values * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        if (layout.features().get(m).type() == FeatureSpec.Type.FLOAT32) {
          bytes.asFloatBuffer().put(batch.floats(m), 0, values);
        } else {
          bytes.asIntBuffer().put(batch.ints(m), 0, values);
        }
        write(channel, bytes, layout.offset(part, m) + row * layout.rowBytes(m));
      }
    }

    /** Completes the file and forces it to the disk. */
    void finish() throws IOException {
      long length = layout.end();
      write(channel, ByteBuffer.allocate(TRAILER), length);
      ByteBuffer trailer = ByteBuffer.allocate(TRAILER).order(ByteOrder.LITTLE_ENDIAN);
      trailer.putLong(length).putLong(checksum(channel, length)).putLong(MAGIC);
      write(channel, trailer.flip(), length);
      channel.force(true);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
