package miles.serve;

import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * The open connections: at most so many, and none that keeps the server waiting for long.
 *
 * <p>When there are too many, a new one takes the place of the one that has kept the server waiting
 * longest, so that clients who open connections and say nothing keep nobody out. Only if every
 * other is being computed for, the new one goes.
 */
final class Connections implements Connection.Listener {

  /** Whom an open connection waits for, in the order in which they are given up. */
  private enum Awaited {
    /** A client that has its answer, but has not sent the whole request. */
    REST,
    /** A client that has not sent the whole head of a request. */
    HEAD,
    BODY,
    /** A client that has not taken the whole answer. */
    READER,
    /** The server's own work. */
    SERVER
  }

  /** Those for whom an answer is written. */
  private static final Set<Awaited> ANSWERED = EnumSet.of(Awaited.REST, Awaited.READER);

  private record State(Awaited awaited, long since) {}

  private static final Comparator<State> MOST_DISPENSABLE =
      Comparator.comparing(State::awaited).thenComparingLong(State::since);

  private final int most;
  private final long headNanoseconds;
  private final long readerNanoseconds;
  private final Map<EndPoint, State> open = new HashMap<>();

  Connections(Limits limits) {
    this.most = limits.connections();
    this.headNanoseconds = TimeUnit.MILLISECONDS.toNanos(limits.idleMilliseconds());
    this.readerNanoseconds = TimeUnit.MILLISECONDS.toNanos(limits.answerMilliseconds());
  }

  @Override
  public void onOpened(Connection connection) {
    admit(connection.getEndPoint())
        .ifPresent(
            each ->
                end(
                    each,
                    RefusedRequest.UNAVAILABLE,
                    "The server has too many connections. Try again."));
  }

  @Override
  public void onClosed(Connection connection) {
    synchronized (open) {
      open.remove(connection.getEndPoint());
    }
  }

  /** Returns how many are open. */
  int count() {
    synchronized (open) {
      return open.size();
    }
  }

  /** Takes a connection in, and returns the one that must go for it, if one must. */
  private Optional<Map.Entry<EndPoint, State>> admit(EndPoint newcomer) {
    synchronized (open) {
      Optional<Map.Entry<EndPoint, State>> givenUp = Optional.empty();
      State state = new State(Awaited.HEAD, System.nanoTime());
      if (open.size() >= most) {
        givenUp =
            open.entrySet().stream()
                .filter(each -> each.getValue().awaited() != Awaited.SERVER)
                .min(Map.Entry.comparingByValue(MOST_DISPENSABLE))
                .map(Map.Entry::copyOf)
                .or(() -> Optional.of(Map.entry(newcomer, state)));
      }
      open.put(newcomer, state);
      givenUp.ifPresent(each -> open.remove(each.getKey()));
      return givenUp;
    }
  }

  /** Ends a connection, with an answer if none has begun. */
  private static void end(Map.Entry<EndPoint, State> given, int status, String sentence) {
    EndPoint client = given.getKey();
    if (ANSWERED.contains(given.getValue().awaited())) {
      client.close();
      return;
    }
    byte[] body = ModelJson.error(sentence);
    String head =
        "HTTP/1.1 %d %s\r\n%sConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(
                status,
                HttpStatus.getMessage(status),
                status == RefusedRequest.UNAVAILABLE ? "Retry-After: 1\r\n" : "",
                body.length);
    ByteBuffer answer = ByteBuffer.allocate(head.length() + body.length);
    answer.put(head.getBytes(StandardCharsets.US_ASCII)).put(body).flip();
    try {
      client.write(Callback.from(client::close), answer);
    } catch (WritePendingException e) {
      client.close(); // an answer has begun in between
    }
  }

  /** The whole head of a request has arrived. */
  void awaitBody(Request request) {
    await(request, Awaited.BODY);
  }

  /** The whole request has arrived. */
  void awaitServer(Request request) {
    await(request, Awaited.SERVER);
  }

  /** The answer is there, and goes to the client. */
  void awaitReader(Request request) {
    await(request, Awaited.READER);
  }

  /** The client has the whole answer, and may still send what belongs to the request. */
  void awaitRest(Request request) {
    await(request, Awaited.REST);
  }

  /** The client has the whole answer, and the server the whole request. */
  void awaitHead(Request request) {
    await(request, Awaited.HEAD);
  }

  private void await(Request request, Awaited awaited) {
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    synchronized (open) {
      // What is closed already stays out.
      open.computeIfPresent(client, (each, before) -> new State(awaited, System.nanoTime()));
    }
  }

  /**
   * Closes those that have taken too long with a head, an answer or what follows it; called now and
   * then. The time of a body is counted where it is read, and silence by the library.
   */
  void closeLate() {
    long now = System.nanoTime();
    List<Map.Entry<EndPoint, State>> late;
    synchronized (open) {
      late =
          open.entrySet().stream()
              .filter(each -> isLate(each.getValue(), now))
              .map(Map.Entry::copyOf)
              .toList();
    }
    late.forEach(
        each ->
            end(
                each,
                RefusedRequest.REQUEST_TIMEOUT,
                "The head of the request did not arrive within %d milliseconds."
                    .formatted(TimeUnit.NANOSECONDS.toMillis(headNanoseconds))));
  }

  private boolean isLate(State state, long now) {
    return switch (state.awaited()) {
      case REST, HEAD -> now - state.since() > headNanoseconds;
      case READER -> now - state.since() > readerNanoseconds;
      case BODY, SERVER -> false;
    };
  }
}
