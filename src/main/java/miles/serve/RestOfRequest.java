package miles.serve;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * What is still to come of a request that has its answer: taken as it arrives, and dropped. A
 * connection that is closed with some of it unread is reset, and the answer may be lost with it.
 */
final class RestOfRequest {

  private static final int PARTS_BEFORE_THE_ANSWER = 16;

  private final Request request;

  RestOfRequest(Request request) {
    this.request = request;
  }

  /** Takes some of what has arrived; returns whether nothing more is to come. */
  boolean isEmpty() {
    for (int i = 0; i < PARTS_BEFORE_THE_ANSWER; i++) {
      Content.Chunk chunk = request.read();
      if (chunk == null || Content.Chunk.isFailure(chunk)) {
        return false;
      }
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes all that arrives; how long that may last is for {@link Connections}.
   *
   * @param callback completed when all has arrived, and failed if it never will
   */
  void take(Callback callback) {
    Content.Source.consumeAll(request, callback);
  }
}
