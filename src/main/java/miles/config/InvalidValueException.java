package miles.config;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;

/** Values that no run can use; the message names each key, its value and what is allowed. */
public final class InvalidValueException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  /**
   * One refused value.
   *
   * @param key the key inside its section, such as {@code batch_size} or {@code encoder.kind}
   * @param value the refused value
   * @param allowed what is allowed, as the end of the sentence "allowed: …"
   */
  public record Refusal(String key, String value, String allowed) implements Serializable {

    /** Returns what is wrong, without the key. */
    public String reason() {
      return "%s is not allowed; allowed: %s".formatted(value, allowed);
    }
  }

  private final Refusal[] refusals;

  /**
   * @param refusals the refused values, at least one
   */
  public InvalidValueException(List<Refusal> refusals) {
    super(
        refusals.stream()
            .map(refusal -> refusal.key() + ": " + refusal.reason())
            .collect(Collectors.joining("\n")));
    this.refusals = refusals.toArray(Refusal[]::new);
  }

  /**
   * @param key the key, such as {@code modalities.image.encoder}
   * @param value the refused value
   * @param allowed what is allowed, as the end of the sentence "allowed: …"
   */
  public InvalidValueException(String key, Object value, String allowed) {
    this(List.of(new Refusal(key, value.toString(), allowed)));
  }

  /** Returns the refused values, at least one. */
  public List<Refusal> refusals() {
    return List.of(refusals);
  }
}
