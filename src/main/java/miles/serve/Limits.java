package miles.serve;

/**
 * What the server holds at once, and how long it waits.
 *
 * @param waiting requests that wait to be computed; one more is answered by 503
 * @param connections open connections; one more waits to be accepted
 * @param idleMilliseconds how long a connection may be silent before it is closed
 * @param bodyMilliseconds how long a request's body may take to arrive
 * @param bodyBytes bytes of all requests together; more is answered by 503
 */
record Limits(
    int waiting, int connections, int idleMilliseconds, int bodyMilliseconds, long bodyBytes) {

  private static final int SHARE_OF_HEAP = 4;

  /** Returns the limits of {@code miles serve}, which leave most of Java's memory free. */
  static Limits usual() {
    return new Limits(
        1_024, 1_024, 30_000, 60_000, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }
}
