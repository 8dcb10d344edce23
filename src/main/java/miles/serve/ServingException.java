package miles.serve;

/** A model cannot be served as it was asked; the message says why and what to do. */
public final class ServingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what, where, what is allowed
   */
  public ServingException(String message) {
    super(message);
  }
}
