package miles.train;

/** A run's folder that cannot be used as asked; the message says what to do. */
public final class RunFolderException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  RunFolderException(String message) {
    super(message);
  }
}
