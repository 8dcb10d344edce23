package miles.serve;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * What is still to come of a request that has its answer: taken as it arrives, and dropped. A
 * connection that is closed with some of it unread is reset, and the answer may be lost with it.
 */
final class RestOfRequest implements Runnable {

  private static final int PARTS_BEFORE_THE_ANSWER = 16;

  private static final int PAUSE_SECONDS = 1;

  private final Request request;
  private final long bytes;
  private final Callback callback;
  private long taken;

  /**
   * @param bytes most that are taken
   * @param callback completed when all has arrived or so much has, and failed if it never will
   */
  RestOfRequest(Request request, long bytes, Callback callback) {
    this.request = request;
    this.bytes = bytes;
    this.callback = callback;
  }

  /** Takes some of what has arrived before the answer; returns whether nothing more is to come. */
  static boolean takeSome(Request request) {
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
   * Takes what has arrived, and asks to be called again; how long that may last is for {@link
   * Connections}.
   */
  @Override
  public void run() {
    while (true) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        callback.failed(chunk.getFailure());
        return;
      }
      taken += chunk.remaining();
      boolean last = chunk.isLast();
      chunk.release();
      if (last) {
        callback.succeeded();
        return;
      }
      if (taken > bytes) {
        // Not at once: what is unread resets the connection, and the answer must be read before.
        request
            .getComponents()
            .getScheduler()
            .schedule(callback::succeeded, PAUSE_SECONDS, TimeUnit.SECONDS);
        return;
      }
    }
  }
}
