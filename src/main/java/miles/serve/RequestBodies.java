package miles.serve;

import org.eclipse.jetty.server.Request;

/**
 * What holds for the body of every request.
 *
 * @param bytes most bytes of one body
 * @param milliseconds how long one may take to arrive
 * @param budget the memory of all bodies together
 */
record RequestBodies(int bytes, int milliseconds, MemoryBudget budget) {

  /** Returns the body of a request, of which nothing is read yet. */
  RequestBody of(Request request) {
    return new RequestBody(request, this);
  }
}
