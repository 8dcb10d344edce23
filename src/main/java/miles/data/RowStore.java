package miles.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of equally many 4-byte values, in memory or in a mapped file, of any total size.
 *
 * <p>A buffer holds at most 2 GB, so rows are spread over several; a row never crosses two. Reading
 * is safe from several threads.
 */
final class RowStore {

  /** Bytes of one buffer at most. */
  private static final int SEGMENT = 1 << 30;

  private final int rowSize;
  private final int rowsPerSegment;
  private final List<FloatBuffer> floats = new ArrayList<>();
  private final List<IntBuffer> ints = new ArrayList<>();

  private RowStore(int rowSize, int rowsPerSegment, List<ByteBuffer> segments) {
    this.rowSize = rowSize;
    this.rowsPerSegment = rowsPerSegment;
    for (ByteBuffer segment : segments) {
      segment.order(ByteOrder.LITTLE_ENDIAN);
      floats.add(segment.asFloatBuffer());
      ints.add(segment.asIntBuffer());
    }
  }

  /** Returns rows of zeros in memory. */
  static RowStore inMemory(int rows, int rowSize) {
    int rowsPerSegment = rowsPerSegment(rowSize, SEGMENT);
    List<ByteBuffer> segments = new ArrayList<>();
    for (int row = 0; row < rows; row += rowsPerSegment) {
      segments.add(
          ByteBuffer.allocate(Math.min(rows - row, rowsPerSegment) * rowSize * Float.BYTES));
    }
    return new RowStore(rowSize, rowsPerSegment, segments);
  }

  /** Returns rows of a file; see {@link #map(FileChannel, long, int, int, int)}. */
  static RowStore map(FileChannel channel, long offset, int rows, int rowSize) throws IOException {
    return map(channel, offset, rows, rowSize, SEGMENT);
  }

  /**
   * Returns rows of a file, little-endian; they stay readable after the channel is closed.
   *
   * @param channel the file
   * @param offset the byte where the first row starts
   * @param segment bytes of one buffer at most
   */
  static RowStore map(FileChannel channel, long offset, int rows, int rowSize, int segment)
      throws IOException {
    int rowsPerSegment = rowsPerSegment(rowSize, segment);
    List<ByteBuffer> segments = new ArrayList<>();
    for (int row = 0; row < rows; row += rowsPerSegment) {
      long bytes = (long) Math.min(rows - row, rowsPerSegment) * rowSize * Float.BYTES;
      long start = offset + (long) row * rowSize * Float.BYTES;
      segments.add(channel.map(FileChannel.MapMode.READ_ONLY, start, bytes));
    }
    return new RowStore(rowSize, rowsPerSegment, segments);
  }

  /** Copies the row's values, read as floats. */
  void read(int row, float[] into, int offset) {
    floats.get(row / rowsPerSegment).get(row % rowsPerSegment * rowSize, into, offset, rowSize);
  }

  /** Copies the row's values, read as integers. */
  void read(int row, int[] into, int offset) {
    ints.get(row / rowsPerSegment).get(row % rowsPerSegment * rowSize, into, offset, rowSize);
  }

  /**
   * Replaces rows that are in memory by one modality of a batch.
   *
   * @param row where the batch's first sample goes
   */
  void write(int row, Batch batch, int modality) {
    boolean real = batch.features().get(modality).type() == FeatureSpec.Type.FLOAT32;
    for (int i = 0; i < batch.size(); i++) {
      int segment = (row + i) / rowsPerSegment;
      int at = (row + i) % rowsPerSegment * rowSize;
      if (real) {
        floats.get(segment).put(at, batch.floats(modality), i * rowSize, rowSize);
      } else {
        ints.get(segment).put(at, batch.ints(modality), i * rowSize, rowSize);
      }
    }
  }

  /** Replaces rows that are in memory by the first {@code count} rows of an array. */
  void write(int row, float[] values, int count) {
    for (int i = 0; i < count; i++) {
      int at = (row + i) % rowsPerSegment * rowSize;
      floats.get((row + i) / rowsPerSegment).put(at, values, i * rowSize, rowSize);
    }
  }

  private static int rowsPerSegment(int rowSize, int segment) {
    int bytes = Math.multiplyExact(rowSize, Float.BYTES);
    return Math.max(1, segment / bytes);
  }
}
