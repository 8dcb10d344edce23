package miles.train;

/** A checkpoint that is missing or damaged; the message says which and what to do. */
public final class CheckpointException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  CheckpointException(String message) {
    super(message);
  }

  CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
