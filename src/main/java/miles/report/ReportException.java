package miles.report;

/** Files that no report can be made of; the message says what to do. */
public final class ReportException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  ReportException(String message) {
    super(message);
  }
}
