package miles.serve;

/**
 * What the server holds at once, and how long it waits.
 *
 * @param waiting requests that wait to be computed; one more is answered by 503
 * @param connections open connections; for one more, another is closed: see {@link Connections}
 * @param idleMilliseconds how long a connection may be silent, and how long the head of a request,
 *     or what is sent after its answer, may take, before it is closed
 * @param bodyMilliseconds how long a request's body may take to arrive
 * @param answerMilliseconds how long a client may take to read an answer before it is closed
 * @param bodyBytes bytes of all requests together, and again of all answers; more is answered by
 *     503
 */
record Limits(
    int waiting,
    int connections,
    int idleMilliseconds,
    int bodyMilliseconds,
    int answerMilliseconds,
    long bodyBytes) {

  private static final int SHARE_OF_HEAP = 4;

  /** Returns the limits of {@code miles serve}, which leave half of Java's memory free. */
  static Limits usual() {
    return new Limits(
        1_024, 1_024, 30_000, 60_000, 60_000, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }
}
