package miles.data.published;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import miles.data.DataException;
import miles.data.FileRange;

/**
 * An array in a file of numpy, versions 1 to 3, in C or Fortran order. The file is mapped: values
 * are read when they are asked for, and no array of Java is made.
 *
 * <p>The header is not trusted: what it claims must be what the file has.
 *
 * <p>Source: NumPy Enhancement Proposal 1, "A Simple File Format for NumPy Arrays", and the
 * reference of numpy.lib.format for versions 2 and 3.
 */
final class NpyFile {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MOST_HEADER_BYTES = 1 << 16;

  private final Path file;
  private final NpyHeader header;
  private final ByteBuffer data;
  private final int width;

  private NpyFile(Path file, NpyHeader header, ByteBuffer data) {
    this.file = file;
    this.header = header;
    this.data = data;
    this.width = (int) (header.values() / rows());
  }

  /**
   * Maps a file.
   *
   * @throws DataException if it is missing, no npy file of numbers, or its header and its size
   *     contradict each other
   */
  static NpyFile open(Path file) throws IOException {
    PublishedFile.check(file);
    String name = name(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer start = FileRange.read(channel, 0, (int) Math.min(12, channel.size()));
      int version = start.limit() < 12 ? 0 : start.get(MAGIC.length);
      if (version < 1 || version > 3 || !magic(start)) {
        throw new DataException(
            "%s is no npy file of version 1 to 3. Download it again.".formatted(file));
      }
      int from = version == 1 ? 10 : 12;
      long length =
          version == 1
              ? Short.toUnsignedLong(start.getShort(8))
              : Integer.toUnsignedLong(start.getInt(8));
      if (length > Math.min(MOST_HEADER_BYTES, channel.size() - from)) {
        throw new DataException(
            "%s: its header claims %d bytes; the file has %d, and %d are allowed. Download it again."
                .formatted(name, length, channel.size() - from, MOST_HEADER_BYTES));
      }
      byte[] text = FileRange.read(channel, from, (int) length).array();
      NpyHeader header = NpyHeader.parse(name, new String(text, StandardCharsets.UTF_8));
      long at = from + length;
      checkSize(name, header, channel.size() - at);
      ByteBuffer data = channel.map(FileChannel.MapMode.READ_ONLY, at, channel.size() - at);
      data.order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      return new NpyFile(file, header, data);
    }
  }

  /** Returns the size of the first axis. */
  int rows() {
    return header.shape().get(0);
  }

  /** Returns the values of a row: the product of the other axes. */
  int width() {
    return width;
  }

  /** Returns the sizes of the axes. */
  List<Integer> shape() {
    return header.shape();
  }

  /** Returns the file's name, for messages. */
  String name() {
    return name(file);
  }

  /**
   * Returns a value.
   *
   * @param row index along the first axis
   * @param column index into the row's values, the last axis varying fastest
   * @return the value; whole numbers above 2⁵³ are rounded
   */
  double value(int row, int column) {
    int at = index(row, column) * header.type().bytes();
    return switch (header.type()) {
      case FLOAT_4 -> data.getFloat(at);
      case FLOAT_8 -> data.getDouble(at);
      case UNSIGNED_1 -> Byte.toUnsignedInt(data.get(at));
      case SIGNED_4 -> data.getInt(at);
      case SIGNED_8 -> data.getLong(at);
    };
  }

  private int index(int row, int column) {
    if (!header.fortran()) {
      return row * width + column;
    }
    int rest = column;
    int at = 0;
    for (int axis = header.shape().size() - 1; axis > 0; axis--) {
      int size = header.shape().get(axis);
      at = (at + rest % size) * header.shape().get(axis - 1);
      rest /= size;
    }
    return at + row;
  }

  private static void checkSize(String name, NpyHeader header, long bytes) {
    String claim = header.shape().stream().map(String::valueOf).collect(Collectors.joining(" × "));
    long size;
    try {
      size = Math.multiplyExact(header.values(), header.type().bytes());
    } catch (ArithmeticException e) {
      throw new DataException(
          "%s: its header claims %s values, more than any file has. Download it again."
              .formatted(name, claim),
          e);
    }
    if (size != bytes) {
      throw new DataException(
          "%s: its header claims %s values of %d bytes, %d bytes in all, but %d follow. Download it again."
              .formatted(name, claim, header.type().bytes(), size, bytes));
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new DataException(
          "%s has %d bytes of values; arrays below 2 GB are read. Save it in parts, or as float32."
              .formatted(name, bytes));
    }
  }

  private static boolean magic(ByteBuffer start) {
    byte[] magic = new byte[MAGIC.length];
    start.get(0, magic);
    return Arrays.equals(magic, MAGIC);
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
