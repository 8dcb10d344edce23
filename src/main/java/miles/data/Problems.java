package miles.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import miles.config.Shown;

/**
 * Collects what is wrong with a manifest, so that all of it is reported at once.
 *
 * <p>Every problem and every row at fault is counted; no more than {@value #KEPT} sentences are
 * kept, so that millions of bad rows cost no memory.
 */
final class Problems {

  /** Sentences that are kept. */
  static final int KEPT = 1_000;

  /** Characters of a sentence that are kept: more than any names and paths of a sane size need. */
  private static final int LONGEST = 1_500;

  private final String file;
  private final List<String> found = new ArrayList<>();
  private final BitSet lines = new BitSet();
  private int count;
  private int ofRows;

  /**
   * @param manifest its name is in every message
   */
  Problems(Path manifest) {
    this.file = Shown.value(String.valueOf(manifest.getFileName()));
  }

  /** Adds what others collected. */
  void addAll(Problems others) {
    others.found.stream().limit(KEPT - found.size()).forEach(found::add);
    lines.or(others.lines);
    count += others.count;
    ofRows += others.ofRows;
  }

  /** Adds a problem of the whole manifest. */
  void addFile(String problem) {
    add(ofFile(problem));
  }

  /** Returns the sentence of a problem of the whole manifest. */
  String ofFile(String problem) {
    return file + ": " + problem;
  }

  /** Adds a problem of a row. */
  void addRow(long line, String problem) {
    addOfRow(line, "%s line %d: %s".formatted(file, line, problem));
  }

  /** Adds a problem of a cell. */
  void addCell(long line, String column, String problem) {
    addOfRow(
        line, "%s line %d, column \"%s\": %s".formatted(file, line, Shown.value(column), problem));
  }

  /** Forgets everything. */
  void clear() {
    found.clear();
    lines.clear();
    count = 0;
    ofRows = 0;
  }

  /** Returns the number of problems. */
  int size() {
    return count;
  }

  /** Returns whether every problem is that of a row, which the manifest could do without. */
  boolean areOfRowsAlone() {
    return ofRows == count;
  }

  /** Returns the rows at fault: the lines where they start. */
  BitSet lines() {
    return (BitSet) lines.clone();
  }

  /** Returns the first sentences, at most {@value #KEPT}. */
  List<String> sentences() {
    return List.copyOf(found);
  }

  /**
   * @param subject what has the problems
   * @throws DataException if there are any
   */
  void throwIfAny(String subject) {
    if (count > 0) {
      throw new DataException(subject, this);
    }
  }

  /** Adds a sentence that another collection kept. */
  void addReason(String sentence) {
    add(sentence);
  }

  private void addOfRow(long line, String sentence) {
    lines.set(Math.toIntExact(line));
    ofRows++;
    add(sentence);
  }

  private void add(String sentence) {
    count++;
    if (found.size() < KEPT) {
      found.add(Shown.start(sentence, LONGEST));
    }
  }

  /** Returns at most twenty of the names, for the end of a message. */
  static String list(List<String> names) {
    int shown = Math.min(names.size(), 20);
    String text = String.join(", ", names.subList(0, shown).stream().map(Shown::value).toList());
    return names.size() > shown ? text + " and %d more".formatted(names.size() - shown) : text;
  }
}
