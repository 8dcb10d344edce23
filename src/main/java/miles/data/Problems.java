package miles.data;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a manifest, so that all of it is reported at once. */
final class Problems {

  private final String file;
  private final List<String> found = new ArrayList<>();

  /**
   * @param file the manifest's name as messages show it
   */
  Problems(String file) {
    this.file = file;
  }

  void add(String problem) {
    found.add(problem);
  }

  void addAll(Problems others) {
    found.addAll(others.found);
  }

  /** Adds a problem of the whole manifest. */
  void addFile(String problem) {
    add(file + ": " + problem);
  }

  /** Adds a problem of a row. */
  void addRow(long line, String problem) {
    add("%s line %d: %s".formatted(file, line, problem));
  }

  /** Adds a problem of a cell. */
  void addCell(long line, String column, String problem) {
    add("%s line %d, column \"%s\": %s".formatted(file, line, column, problem));
  }

  int size() {
    return found.size();
  }

  /**
   * @param subject what has the problems
   * @throws DataException if there are any
   */
  void throwIfAny(String subject) {
    if (!found.isEmpty()) {
      throw new DataException(subject, found);
    }
  }

  /** Returns at most twenty of the names, for the end of a message. */
  static String list(List<String> names) {
    int shown = Math.min(names.size(), 20);
    String text = String.join(", ", names.subList(0, shown));
    return names.size() > shown ? text + " and %d more".formatted(names.size() - shown) : text;
  }
}
