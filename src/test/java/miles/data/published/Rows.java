package miles.data.published;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Imports a folder and reads the manifest. */
final class Rows {

  private Rows() {}

  /** Returns the manifest's rows by their ids, each as its cells by their columns. */
  static Map<String, Map<String, String>> of(Path out) throws IOException {
    Map<String, Map<String, String>> rows = new LinkedHashMap<>();
    try (Reader reader = Files.newBufferedReader(out.resolve("manifest.csv"))) {
      for (CSVRecord row : CSVFormat.RFC4180.builder().setHeader().get().parse(reader)) {
        if (rows.put(row.get("id"), row.toMap()) != null) {
          throw new IllegalStateException("id twice: " + row.get("id"));
        }
      }
    }
    return rows;
  }
}
