package miles.config;

/** A value that no run can use; the message names the key, the value and what is allowed. */
public final class InvalidValueException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final String key;

  /**
   * @param key the key inside its section, such as {@code batch_size}
   * @param value the refused value
   * @param allowed what is allowed, as the end of the sentence "allowed: …"
   */
  public InvalidValueException(String key, Object value, String allowed) {
    super("%s: %s is not allowed; allowed: %s".formatted(key, value, allowed));
    this.key = key;
  }

  /** Returns the key inside its section. */
  public String key() {
    return key;
  }
}
