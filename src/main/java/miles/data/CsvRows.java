package miles.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import miles.config.Shown;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of an RFC 4180 file, one at a time: UTF-8 with or without a byte-order mark, lines ended
 * by CRLF or LF. Lines without any character are skipped. A row has at most {@link
 * TextFile#LONGEST_ROW} characters.
 */
final class CsvRows implements AutoCloseable {

  /**
   * One row.
   *
   * @param line where the row starts; the first line is 1
   * @param values the cells
   */
  record Row(long line, List<String> values) {}

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path file;
  private final TextFile.RowReader reader;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;

  /**
   * @throws DataException if the file cannot be opened
   */
  CsvRows(Path file) {
    this.file = file;
    if (Files.isDirectory(file)) {
      throw new DataException(
          "%s is a folder, not a manifest. Name the manifest.csv in it.".formatted(file));
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new DataException(
          "%s is no file but a pipe or a device. Save the manifest in a file.".formatted(file));
    }
    try {
      reader = TextFile.open(file);
      parser = open(reader);
    } catch (NoSuchFileException e) {
      throw new DataException(
          "no manifest at %s. Name an existing manifest.csv: in a run file by data.manifest, or on the command line."
              .formatted(file.toAbsolutePath()),
          e);
    } catch (IOException e) {
      throw unreadable(e, 1);
    }
    records = parser.iterator();
  }

  /**
   * Returns the next row, or nothing at the end of the file.
   *
   * @throws DataException if the file is not RFC 4180 or not UTF-8
   */
  Optional<Row> next() {
    while (true) {
      long line = parser.getCurrentLineNumber() + 1;
      reader.rowStarts();
      try {
        if (!records.hasNext()) {
          return Optional.empty();
        }
        List<String> values = new ArrayList<>(records.next().toList());
        if (values.size() > 1 || !values.get(0).isEmpty()) {
          checkText(line, values);
          return Optional.of(new Row(line, values));
        }
      } catch (UncheckedIOException | IllegalStateException e) {
        throw unreadable(e, line);
      }
    }
  }

  /** Plain letters in UTF-16 are UTF-8 as well, with a NUL beside each. */
  private void checkText(long line, List<String> header) {
    if (line == 1 && header.stream().anyMatch(name -> name.indexOf('\0') >= 0)) {
      throw new DataException(
          "%s is not UTF-8 text: its first row holds NUL characters, as UTF-16 does. Save it again as UTF-8."
              .formatted(file.getFileName()));
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw unreadable(e, parser.getCurrentLineNumber());
    }
  }

  private static CSVParser open(Reader plain) throws IOException {
    BufferedReader reader = new BufferedReader(plain);
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get().parse(reader);
  }

  private DataException unreadable(Exception cause, long line) {
    String name = String.valueOf(file.getFileName());
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof CharacterCodingException) {
      return new DataException(
          "%s is not UTF-8 text: %s. Save it again as UTF-8.".formatted(name, whyNotUtf8()), cause);
    }
    if (root instanceof TextFile.TooLongException) {
      return new DataException(
          "%s line %d: %s. Close every double quote; keep long texts in several rows."
              .formatted(name, line, root.getMessage()),
          cause);
    }
    if (root instanceof FileSystemException e) {
      return new DataException("%s cannot be read: %s.".formatted(file, reason(e)), cause);
    }
    String reason =
        root instanceof CSVException
            ? "a double quote is not closed, or something stands beside a closing one"
            : Shown.value(String.valueOf(root.getMessage()));
    return new DataException(
        "%s line %d cannot be read as comma-separated values of RFC 4180: %s. Close every double quote, and write one inside a cell as two."
            .formatted(name, line, reason),
        cause);
  }

  private String whyNotUtf8() {
    try {
      return TextFile.whyNotUtf8(file);
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String reason(FileSystemException thrown) {
    return thrown instanceof AccessDeniedException
        ? "there is no permission"
        : String.valueOf(thrown.getReason());
  }
}
