package miles.data;

import java.util.List;

/**
 * A data set that cannot be used; lists every problem that was found.
 *
 * <p>The message shows the number of problems and the first {@value #SHOWN} of them, one a line.
 */
public final class DataException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Problems shown in the message. */
  public static final int SHOWN = 20;

  private final List<String> problems;

  /**
   * @param subject what has the problems, such as the path of a manifest
   * @param problems at least one sentence that says what, where and what to do
   */
  public DataException(String subject, List<String> problems) {
    super(message(subject, problems));
    this.problems = List.copyOf(problems);
  }

  /**
   * @param problem the only problem: what, where and what to do
   * @param cause what was thrown
   */
  public DataException(String problem, Throwable cause) {
    super(problem, cause);
    this.problems = List.of(problem);
  }

  /**
   * @param problem the only problem: what, where and what to do
   */
  public DataException(String problem) {
    super(problem);
    this.problems = List.of(problem);
  }

  /** Returns every problem, in the order of the manifest's rows. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String subject, List<String> problems) {
    if (problems.isEmpty()) {
      throw new IllegalArgumentException("an exception about data needs a problem");
    }
    if (problems.size() == 1) {
      return problems.get(0);
    }
    StringBuilder text = new StringBuilder();
    text.append(problems.size()).append(" problems in ").append(subject).append(':');
    problems.stream().limit(SHOWN).forEach(problem -> text.append("\n  ").append(problem));
    if (problems.size() > SHOWN) {
      text.append("\n  … and ").append(problems.size() - SHOWN).append(" more");
    }
    return text.toString();
  }
}
