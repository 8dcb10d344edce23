package miles.serve;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Sends answers, within limits of how many bytes of them wait for their clients. */
final class Answers {

  private final Connections connections;
  private final MemoryBudget budget;
  private final long bytes;
  private final long restBytes;

  /**
   * @param bytes most bytes of all answers that are not taken yet; a larger one goes alone
   * @param restBytes most bytes that are taken of one request after its answer
   */
  Answers(Connections connections, long bytes, long restBytes) {
    this.connections = connections;
    this.bytes = bytes;
    this.restBytes = restBytes;
    this.budget = new MemoryBudget(bytes);
  }

  /** Sends what was asked for. */
  void send(Response response, Callback callback, byte[] body) {
    long held = Math.min(body.length, bytes);
    if (!budget.take(held)) {
      refuse(
          response,
          callback,
          new RefusedRequest(
              RefusedRequest.UNAVAILABLE,
              "The server holds too many answers that their clients have not read. Try again."));
      return;
    }
    transmit(response, callback, HttpStatus.OK_200, body, () -> budget.giveBack(held));
  }

  /** Sends the reason why a request is not answered. */
  void refuse(Response response, Callback callback, RefusedRequest refusal) {
    if (refusal.status() == RefusedRequest.UNAVAILABLE) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
    }
    transmit(response, callback, refusal.status(), ModelJson.error(refusal.sentence()), () -> {});
  }

  /**
   * Sends an answer, and then takes what is still to come of the request.
   *
   * @param done called when the client has the answer, or never will
   */
  private void transmit(
      Response response, Callback callback, int status, byte[] body, Runnable done) {
    Request request = response.getRequest();
    connections.awaitReader(request);
    if (!RestOfRequest.takeSome(request)) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE);
    }
    Callback next =
        Callback.from(
            () -> {
              connections.awaitRest(request);
              Callback whole = Callback.from(() -> connections.awaitHead(request), callback);
              new RestOfRequest(request, restBytes, whole).run();
            },
            callback::failed);
    write(response, Callback.from(done, next), status, body);
  }

  /** Writes a whole answer; the callback is completed when the client has it. */
  static void write(Response response, Callback callback, int status, byte[] body) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), callback);
  }
}
