package miles.compare;

/** A comparison that cannot be made as asked; the message says what to do. */
public final class ComparisonException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  ComparisonException(String message) {
    super(message);
  }
}
