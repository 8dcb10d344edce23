package miles.serve;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * Collects a request's body as it arrives, within limits of size, time and memory. No thread waits
 * for a slow client.
 */
final class RequestBody implements Runnable {

  private final Request request;
  private final RequestBodies limits;
  private final long start = System.nanoTime();
  private ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private int taken;
  private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

  RequestBody(Request request, RequestBodies limits) {
    this.request = request;
    this.limits = limits;
  }

  /** Starts to read; the result fails by a {@link RefusedRequest}, or as the connection does. */
  CompletableFuture<byte[]> read() {
    if (request.getLength() > limits.bytes()) {
      whole.completeExceptionally(tooLarge());
    } else {
      run();
    }
    return whole;
  }

  /** Gives the memory back; called once, when the request is answered. */
  void release() {
    limits.budget().giveBack(taken);
  }

  /** Takes what has arrived, and asks to be called again. */
  @Override
  public void run() {
    while (true) {
      // Before there is anything to take: a client may send parts that hold nothing.
      if (isLate()) {
        whole.completeExceptionally(late());
        return;
      }
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this);
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        boolean silent = chunk.getFailure() instanceof TimeoutException;
        whole.completeExceptionally(silent ? late() : chunk.getFailure());
        return;
      }
      Optional<RefusedRequest> refusal = take(chunk.getByteBuffer());
      boolean last = chunk.isLast();
      chunk.release();
      if (refusal.isPresent()) {
        whole.completeExceptionally(refusal.get());
        return;
      }
      if (last) {
        complete();
        return;
      }
    }
  }

  private void complete() {
    byte[] all = bytes.toByteArray();
    // The budget counts a body once: it is not held twice while the request waits for its turn.
    bytes = new ByteArrayOutputStream(0);
    whole.complete(all);
  }

  /** Keeps what arrived, or tells why not. */
  private Optional<RefusedRequest> take(ByteBuffer arrived) {
    int count = arrived.remaining();
    if (taken + (long) count > limits.bytes()) {
      return Optional.of(tooLarge());
    }
    if (!limits.budget().take(count)) {
      return Optional.of(
          new RefusedRequest(
              RefusedRequest.UNAVAILABLE, "The server holds too many large requests. Try again."));
    }
    taken += count;
    byte[] copy = new byte[count];
    arrived.get(copy);
    bytes.writeBytes(copy);
    return Optional.empty();
  }

  private boolean isLate() {
    return System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(limits.milliseconds());
  }

  private RefusedRequest late() {
    return new RefusedRequest(
        RefusedRequest.REQUEST_TIMEOUT,
        "The body did not arrive within %d milliseconds, or stopped to arrive."
            .formatted(limits.milliseconds()));
  }

  private RefusedRequest tooLarge() {
    return new RefusedRequest(
        RefusedRequest.CONTENT_TOO_LARGE,
        "The request is larger than %d bytes. Send fewer samples, or start the server with a larger --max-request-mb."
            .formatted(limits.bytes()));
  }
}
