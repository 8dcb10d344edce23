package miles.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong, so that it is reported once. */
final class Problems {

  private final List<Problem> list = new ArrayList<>();

  /** Notes a problem of a key. */
  void add(Location at, String key, String reason) {
    list.add(new Problem(at.source(), at.line(), at.column(), key, reason));
  }

  /**
   * Throws what was collected: the file's problems by line, then those of {@code --set} texts.
   *
   * @throws ConfigException if there is any problem
   */
  void throwIfAny() {
    if (!list.isEmpty()) {
      throw exception();
    }
  }

  /** Returns the exception that reports what was collected; at least one problem is there. */
  ConfigException exception() {
    List<Problem> sorted = new ArrayList<>(list);
    sorted.sort(
        Comparator.comparing((Problem problem) -> problem.line() == 0)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column));
    return new ConfigException(sorted);
  }
}
