package miles.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The rows of an RFC 4180 file, one at a time: UTF-8 with or without a byte-order mark, lines ended
 * by CRLF or LF. Lines without any character are skipped.
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
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;

  /**
   * @throws DataException if the file cannot be opened
   */
  CsvRows(Path file) {
    this.file = file;
    try {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(
                  Files.newInputStream(file),
                  StandardCharsets.UTF_8
                      .newDecoder()
                      .onMalformedInput(CodingErrorAction.REPORT)
                      .onUnmappableCharacter(CodingErrorAction.REPORT)));
      parser = open(reader);
    } catch (NoSuchFileException e) {
      throw new DataException(
          "no manifest at %s. Name an existing manifest.csv: in a run file by data.manifest, or on the command line."
              .formatted(file.toAbsolutePath()),
          e);
    } catch (IOException e) {
      throw unreadable(e);
    }
    records = parser.iterator();
  }

  /**
   * Returns the next row, or nothing at the end of the file.
   *
   * @throws DataException if the file is not RFC 4180 or not UTF-8
   */
  Optional<Row> next() {
    try {
      while (true) {
        long line = parser.getCurrentLineNumber() + 1;
        if (!records.hasNext()) {
          return Optional.empty();
        }
        List<String> values = new ArrayList<>(records.next().toList());
        if (values.size() > 1 || !values.get(0).isEmpty()) {
          return Optional.of(new Row(line, values));
        }
      }
    } catch (UncheckedIOException e) {
      throw unreadable(e);
    } catch (IllegalStateException e) {
      throw unreadable(e);
    }
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private static CSVParser open(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return CSVFormat.RFC4180.builder().setIgnoreEmptyLines(false).get().parse(reader);
  }

  private DataException unreadable(Exception cause) {
    String name = String.valueOf(file.getFileName());
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    if (root instanceof CharacterCodingException) {
      return new DataException(
          "%s is not UTF-8 text. Save it again as UTF-8.".formatted(name), cause);
    }
    return new DataException(
        "%s cannot be read as comma-separated values of RFC 4180: %s."
            .formatted(name, root.getMessage()),
        cause);
  }
}
