package miles.config;

/**
 * Checks of the records' values; each failure is one sentence that names the key, the value and
 * what is allowed.
 */
final class Check {

  private Check() {}

  static void that(boolean holds, String key, Object value, String allowed) {
    if (!holds) {
      throw new InvalidValueException(key, value, allowed);
    }
  }

  static void positive(String key, double value) {
    that(value > 0 && Double.isFinite(value), key, value, "a number greater than 0");
  }

  static void notNegative(String key, double value) {
    that(value >= 0 && Double.isFinite(value), key, value, "0 or a greater number");
  }

  static void fraction(String key, double value) {
    that(value >= 0 && value < 1, key, value, "a number from 0 to less than 1");
  }

  static void atLeast(int least, String key, int value) {
    that(value >= least, key, value, "a whole number of at least " + least);
  }

  static void name(String key, String value) {
    that(
        value.matches("[A-Za-z0-9][A-Za-z0-9_.-]*"),
        key,
        value,
        "a name of letters, digits, '.', '-' and '_' that starts with a letter or digit");
  }
}
