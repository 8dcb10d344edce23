package miles.serve;

/** A request that is answered by an error; the message goes to the client. */
final class RefusedRequest extends Exception {

  static final int BAD_REQUEST = 400;
  static final int NOT_FOUND = 404;
  static final int METHOD_NOT_ALLOWED = 405;
  static final int REQUEST_TIMEOUT = 408;
  static final int CONTENT_TOO_LARGE = 413;
  static final int UNSUPPORTED_MEDIA_TYPE = 415;
  static final int INTERNAL_ERROR = 500;
  static final int NOT_IMPLEMENTED = 501;
  static final int UNAVAILABLE = 503;

  private static final long serialVersionUID = 1L;

  private final int status;

  /**
   * @param status the HTTP status
   * @param message what was wrong with the request, and what is allowed
   */
  RefusedRequest(int status, String message) {
    super(message);
    this.status = status;
  }

  static RefusedRequest badRequest(String message) {
    return new RefusedRequest(BAD_REQUEST, message);
  }

  int status() {
    return status;
  }

  /** Returns the message, which is never absent. */
  String sentence() {
    return String.valueOf(getMessage());
  }
}
