package miles.serve;

/**
 * What the status of a model says of one version.
 *
 * @param number the version
 * @param state {@code AVAILABLE}, or {@code END} if it could not be loaded
 * @param errorCode {@code OK}, or the name of the error
 * @param errorMessage why it could not be loaded; empty if it was
 */
record VersionStatus(long number, String state, String errorCode, String errorMessage) {

  static VersionStatus available(long number) {
    return new VersionStatus(number, "AVAILABLE", "OK", "");
  }

  static VersionStatus failed(long number, String message) {
    return new VersionStatus(number, "END", "INVALID_ARGUMENT", message);
  }
}
