package miles.soak;

/** Nothing can be compared on this machine; the message says why and what to do. */
public final class SoakException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what failed, where it is told, what to do
   */
  public SoakException(String message) {
    super(message);
  }
}
