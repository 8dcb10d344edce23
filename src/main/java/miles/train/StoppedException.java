package miles.train;

/** Something was stopped at the user's wish; the message says how it goes on. */
public final class StoppedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was stopped, and how it goes on
   */
  public StoppedException(String message) {
    super(message);
  }
}
