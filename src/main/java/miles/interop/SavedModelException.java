package miles.interop;

/** A SavedModel that cannot be used; the message says what is wrong, where, and what to do. */
public final class SavedModelException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what is wrong, where, and what to do
   */
  public SavedModelException(String message) {
    super(message);
  }

  /**
   * @param message one sentence: what is wrong, where, and what to do
   * @param cause what was thrown
   */
  public SavedModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
