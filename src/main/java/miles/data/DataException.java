package miles.data;

import java.util.BitSet;
import java.util.List;

/**
 * A data set that cannot be used; lists what was found, up to a thousand problems.
 *
 * <p>The message shows the number of problems, the number of rows that have them, and the first
 * {@value #SHOWN} problems, one a line.
 */
public final class DataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Problems shown in the message. */
  public static final int SHOWN = 20;

  private final transient List<String> problems;

  /** Rows that are at fault; empty where anything but rows is wrong. */
  private final BitSet rows;

  /**
   * @param subject what has the problems, such as the path of a manifest
   * @param problems at least one
   */
  DataException(String subject, Problems problems) {
    super(message(subject, problems));
    this.problems = problems.sentences();
    this.rows = problems.areOfRowsAlone() ? problems.lines() : new BitSet();
  }

  /**
   * @param problem the only problem: what, where and what to do
   * @param cause what was thrown
   */
  public DataException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
    this.rows = new BitSet();
  }

  /**
   * @param problem the only problem: what, where and what to do
   */
  public DataException(String problem) {
    super(problem);
    this.problems = List.of(problem);
    this.rows = new BitSet();
  }

  /** Returns the problems, in the order of the manifest's rows; the first thousand of more. */
  public List<String> problems() {
    return problems;
  }

  /** Returns whether all that is wrong is wrong with single rows. */
  public boolean isOfRowsAlone() {
    return !rows.isEmpty();
  }

  /**
   * Returns the lines of the rows without which there would be no problem; empty if leaving out
   * rows does not help.
   */
  BitSet rowsAtFault() {
    return (BitSet) rows.clone();
  }

  private static String message(String subject, Problems problems) {
    List<String> sentences = problems.sentences();
    if (problems.size() == 1) {
      return sentences.get(0);
    }
    int rows = problems.lines().cardinality();
    StringBuilder text = new StringBuilder();
    text.append(problems.size()).append(" problems ");
    if (rows > 0) {
      text.append("in %d %s of ".formatted(rows, rows == 1 ? "row" : "rows"));
    } else {
      text.append("in ");
    }
    text.append(subject).append(':');
    sentences.stream().limit(SHOWN).forEach(problem -> text.append("\n  ").append(problem));
    if (problems.size() > SHOWN) {
      text.append("\n  … and ").append(problems.size() - SHOWN).append(" more");
    }
    return text.toString();
  }
}
