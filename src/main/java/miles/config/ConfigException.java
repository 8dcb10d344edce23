package miles.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A run file that cannot be used; the message has one line for everything that is wrong with it.
 */
public final class ConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Problem[] problems;

  /**
   * @param problems what is wrong, at least one
   */
  public ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = problems.toArray(Problem[]::new);
  }

  /** Returns what is wrong, at least one, in the order of the file. */
  public List<Problem> problems() {
    return List.of(problems);
  }
}
