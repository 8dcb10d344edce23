package miles.data;

import java.io.BufferedInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A text file that strangers wrote: UTF-8 or refused with the place, and no row without end. */
final class TextFile {

  /** Characters of a row at most: 16 Mi. */
  static final int LONGEST_ROW = 1 << 24;

  private static final int BUFFER = 1 << 16;

  private TextFile() {}

  /** A row that is longer than {@link #LONGEST_ROW}; the message is the end of a problem. */
  static final class TooLongException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLongException() {
      super("the row is longer than %d characters".formatted(LONGEST_ROW));
    }
  }

  /** Counts the characters of a row, so that one that never ends cannot fill the memory. */
  static final class RowReader extends FilterReader {
    private long read;

    RowReader(Reader in) {
      super(in);
    }

    /** Says that the next row starts, or a little earlier: what is read ahead counts for it. */
    void rowStarts() {
      read = 0;
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
      int count = super.read(into, offset, length);
      read += Math.max(0, count);
      if (read > LONGEST_ROW) {
        throw new TooLongException();
      }
      return count;
    }

    @Override
    public int read() throws IOException {
      char[] one = new char[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }
  }

  /** Opens a file; bytes that are no UTF-8 end the reading. */
  static RowReader open(Path file) throws IOException {
    return new RowReader(new InputStreamReader(Files.newInputStream(file), decoder()));
  }

  /** Returns what is wrong with a file that is no UTF-8, as the end of a problem. */
  static String whyNotUtf8(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      in.mark(2);
      int first = in.read();
      int second = in.read();
      in.reset();
      if ((first == 0xFF && second == 0xFE) || (first == 0xFE && second == 0xFF)) {
        return "it is UTF-16 text";
      }
      return "line %d has a byte that is none".formatted(lineOfFirstFault(in));
    }
  }

  private static long lineOfFirstFault(InputStream in) throws IOException {
    CharsetDecoder decoder = decoder();
    ByteBuffer bytes = ByteBuffer.allocate(BUFFER);
    CharBuffer chars = CharBuffer.allocate(BUFFER);
    long line = 1;
    while (true) {
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      boolean end = count < 0;
      bytes.position(bytes.position() + Math.max(0, count)).flip();
      CoderResult result = decoder.decode(bytes, chars, end);
      chars.flip();
      line += chars.chars().filter(c -> c == '\n').count();
      chars.clear();
      if (result.isError() || end) {
        return line;
      }
      bytes.compact();
    }
  }

  private static CharsetDecoder decoder() {
    return StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPORT)
        .onUnmappableCharacter(CodingErrorAction.REPORT);
  }
}
