package miles.data.published;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import miles.data.DataException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** The rows of a table with a header row, as pandas writes it, one at a time. Closing closes it. */
final class Table implements AutoCloseable {

  private final Path file;
  private final CSVParser parser;
  private final Iterator<CSVRecord> records;

  /**
   * @param file a table, UTF-8
   * @param separator between cells: a comma or a tab
   * @param columns what the header must name
   * @throws DataException if the file is missing or a column is
   */
  Table(Path file, char separator, List<String> columns) throws IOException {
    PublishedFile.check(file);
    this.file = file;
    Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    try {
      parser =
          CSVFormat.RFC4180
              .builder()
              .setDelimiter(separator)
              .setHeader()
              .setSkipHeaderRecord(true)
              .setAllowMissingColumnNames(true)
              .get()
              .parse(reader);
    } catch (IOException | IllegalArgumentException e) {
      reader.close();
      throw unreadable(e);
    }
    for (String column : columns) {
      if (!parser.getHeaderMap().containsKey(column)) {
        close();
        throw new DataException(
            "%s has no column \"%s\". Use the file as the publisher's tool writes it."
                .formatted(file, column));
      }
    }
    records = parser.iterator();
  }

  /** Returns whether the header names a column. */
  boolean has(String column) {
    return parser.getHeaderMap().containsKey(column);
  }

  /** Returns whether there is another row. */
  boolean hasNext() {
    try {
      return records.hasNext();
    } catch (UncheckedIOException | IllegalStateException e) {
      throw unreadable(e);
    }
  }

  /**
   * Returns the next row.
   *
   * @throws DataException if there is none, or it has fewer cells than the header
   */
  CSVRecord next() {
    if (!hasNext()) {
      throw new DataException(
          "%s ends after row %d, before the other tables do. Use the tables of one run of the publisher's tool."
              .formatted(file, records()));
    }
    CSVRecord row = records.next();
    if (row.size() < parser.getHeaderMap().size()) {
      throw new DataException(
          "%s row %d has %d cells, but its header has %d columns. Use the file as the publisher's tool writes it."
              .formatted(file, records(), row.size(), parser.getHeaderMap().size()));
    }
    return row;
  }

  private long records() {
    return parser.getRecordNumber();
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }

  private DataException unreadable(Exception cause) {
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return new DataException(
        root instanceof CharacterCodingException
            ? "%s is not UTF-8 text. Use the file as the publisher's tool writes it."
                .formatted(file)
            : "%s cannot be read as a table: %s.".formatted(file, root.getMessage()),
        cause);
  }
}
