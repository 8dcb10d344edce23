package miles.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Checks of the records' values. Each failure names the key, the value and what is allowed; all
 * failures of one record are thrown together.
 */
final class Check {

  private final List<InvalidValueException.Refusal> refusals = new ArrayList<>();

  /**
   * Checks every value of a record against its {@link Allowed}.
   *
   * @param type the record
   * @param values the values of all components in order
   * @throws InvalidValueException naming every value that is not allowed
   */
  static void values(Class<?> type, Object... values) {
    List<Key> keys = Key.of(type);
    int skipped = values.length - keys.size();
    Check check = new Check();
    for (int k = 0; k < keys.size(); k++) {
      Limits limits = keys.get(k).limits();
      Object value = values[k + skipped];
      if (!limits.admits(value)) {
        check.that(false, keys.get(k).name(), value, limits.describe());
      }
    }
    check.done();
  }

  /**
   * Notes a refusal unless a condition holds.
   *
   * @param key the key inside its section, such as {@code batch_size} or {@code encoder.kind}
   * @param value the value that is refused
   * @param allowed what is allowed, as the end of the sentence "allowed: …"
   */
  Check that(boolean holds, String key, Object value, String allowed) {
    if (!holds) {
      String text = value instanceof Enum<?> constant ? Names.value(constant) : value.toString();
      refusals.add(new InvalidValueException.Refusal(key, text, allowed));
    }
    return this;
  }

  /** Returns what was noted. */
  List<InvalidValueException.Refusal> refusals() {
    return List.copyOf(refusals);
  }

  /**
   * Throws what was noted.
   *
   * @throws InvalidValueException if anything was refused
   */
  void done() {
    if (!refusals.isEmpty()) {
      throw new InvalidValueException(refusals);
    }
  }
}
