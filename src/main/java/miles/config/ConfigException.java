package miles.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A run file that cannot be used; the message has one line for each of the first {@value #SHOWN}
 * things that are wrong with it.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Problems shown in the message. */
  static final int SHOWN = 30;

  private final Problem[] problems;

  /**
   * @param problems what is wrong, at least one
   */
  public ConfigException(List<Problem> problems) {
    super(message(problems));
    this.problems = problems.toArray(Problem[]::new);
  }

  /** Returns what is wrong, at least one, in the order of the file. */
  public List<Problem> problems() {
    return List.of(problems);
  }

  private static String message(List<Problem> problems) {
    String text =
        problems.stream().limit(SHOWN).map(Problem::toString).collect(Collectors.joining("\n"));
    int more = problems.size() - SHOWN;
    return more > 0 ? text + "\n… and %d more".formatted(more) : text;
  }
}
