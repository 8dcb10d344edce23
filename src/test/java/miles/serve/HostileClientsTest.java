package miles.serve;

import static miles.serve.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import miles.interop.Trust;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that are slow, silent, greedy or gone. Short limits stand for the long ones. */
@Tag("slow")
class HostileClientsTest {

  private static final int SHORT = 2_000;
  private static final int LONG = 600_000;
  private static final int MAX_BYTES = 4_000_000;
  private static final String HONEST = "{\"signature_name\": \"twice\", \"instances\": [[%d, 2]]}";
  private static final String SLOW = "{\"signature_name\": \"total\", \"inputs\": [1.0]}";
  private static final String POST = "POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\n";

  @TempDir private static Path folder;

  @BeforeAll
  static void publish() throws IOException {
    TestModel.publish(folder, 1);
  }

  private static ModelServer start(Limits limits) throws IOException {
    return ModelServer.start(
        folder,
        new ServerOptions("127.0.0.1", 0, "toy", MAX_BYTES, 4, 1, false, Trust.CHECKED),
        limits);
  }

  private static Limits connections(int most) {
    return new Limits(100, most, LONG, LONG, LONG, 0);
  }

  private static Limits patience(int idle, int body, int answer) {
    return new Limits(100, 100, idle, body, answer, 3L * MAX_BYTES);
  }

  private static void assertHonestIsAnswered(ModelServer server) throws Exception {
    assertThat(new Client(server.uri()).predict(HONEST.formatted(1)).body())
        .contains("[ 2.0, 4.0 ]");
  }

  /** Returns whether an honest client is answered rather than sent away. */
  private static boolean isHonestAnswered(ModelServer server) throws Exception {
    try {
      return new Client(server.uri()).predict(HONEST.formatted(1)).body().contains("[ 2.0, 4.0 ]");
    } catch (IOException e) {
      return false; // a connection that is closed with its request unread is reset
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "G", "GET /v1/models/toy HTTP/1.1\r\n", POST + "X-1: a"})
  void aHeadThatTricklesIsEndedByTheClock(String begun) throws Exception {
    try (ModelServer server = start(patience(SHORT, LONG, LONG))) {
      assertHonestIsAnswered(server);
      try (RawClient silent = new RawClient(server.uri());
          RawClient slow = new RawClient(server.uri())) {
        slow.send(begun);
        // Never silent for as long as the limit, and never done.
        await(
            () -> {
              Thread.sleep(SHORT / 20);
              return slow.in().available() > 0 || !slow.send(begun.isEmpty() ? "\r\n" : "x");
            });
        assertThat(slow.rest()).startsWith("HTTP/1.1 408 ").contains("The head of the request");
        assertThat(silent.rest()).matches("(?s)(HTTP/1.1 408 .*)?");
        assertHonestIsAnswered(server);
      }
    }
  }

  /** A space in the body, a chunk of one, and a chunk that never comes to its content. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 1000000\r\n\r\n| ",
        "Transfer-Encoding: chunked\r\n\r\n|1\r\n \r\n",
        "Transfer-Encoding: chunked\r\n\r\n1;|x"
      })
  void aBodyThatTricklesIsEndedByTheClock(String request) throws Exception {
    String[] parts = request.split("\\|", -1);
    try (ModelServer server = start(patience(LONG, SHORT, LONG));
        RawClient slow = new RawClient(server.uri())) {
      slow.send(POST + parts[0]);
      assertHonestIsAnswered(server);
      await(
          () -> {
            Thread.sleep(SHORT / 20);
            return slow.in().available() > 0 || !slow.send(parts[1]);
          });
      assertThat(slow.rest()).startsWith("HTTP/1.1 408 ").contains("did not arrive");
    }
  }

  @Test
  void aBodyThatStopsIsEndedByTheClock() throws Exception {
    try (ModelServer server = start(patience(SHORT, LONG, LONG));
        RawClient slow = new RawClient(server.uri())) {
      slow.send(POST + "Content-Length: 1000\r\n\r\n{");
      assertThat(slow.rest()).startsWith("HTTP/1.1 408 ").contains("stopped to arrive");
    }
  }

  /** Who was answered before its request was read is told so, and loses nothing by going on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "413|:predict HTTP/1.1\r\nContent-Length: %d",
        "413|:predict HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: %d",
        "415|:predict HTTP/1.1\r\nContent-Encoding: br\r\nContent-Length: %d",
        "405| HTTP/1.1\r\nContent-Length: %d",
      })
  void anAnswerBeforeTheEndOfItsRequestIsNotLost(String refused) throws Exception {
    String[] parts = refused.split("\\|", -1);
    try (ModelServer server = start(patience(LONG, LONG, LONG));
        RawClient early = new RawClient(server.uri())) {
      String head = parts[1].formatted(MAX_BYTES + 1);
      early.send("POST /v1/models/toy%s\r\nHost: x\r\n\r\n".formatted(head));
      await(() -> early.in().available() > 0);
      for (int sent = 0; sent < MAX_BYTES; sent += MAX_BYTES / 500) {
        assertThat(early.send("x".repeat(MAX_BYTES / 500))).as("after %d", sent).isTrue();
      }
      early.send("x");
      assertThat(early.restUntilEnd())
          .startsWith("HTTP/1.1 %s ".formatted(parts[0]))
          .contains("Connection: close\r\n", "\"error\"")
          .endsWith("}\n");
      assertHonestIsAnswered(server);
    }
  }

  @Test
  void whoGoesOnAfterTheAnswerIsEndedByTheClock() throws Exception {
    try (ModelServer server = start(patience(SHORT, LONG, LONG));
        RawClient endless = new RawClient(server.uri())) {
      long start = System.nanoTime();
      endless.send(POST + "Content-Length: 1000000000\r\n\r\n");
      await(
          () -> {
            Thread.sleep(SHORT / 20);
            return !endless.send("x");
          });
      assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(SHORT));
      assertHonestIsAnswered(server);
      await(() -> server.connections() <= 1);
    }
  }

  /** The server takes as much as the largest request, and what is on its way. */
  @Test
  void whoGoesOnAtFullSpeedHasTheAnswerAndIsCutOff() throws Exception {
    ExecutorService reader = Executors.newSingleThreadExecutor();
    try (ModelServer server = start(patience(LONG, LONG, LONG));
        RawClient endless = new RawClient(server.uri())) {
      Future<String> answer = reader.submit(endless::restUntilEnd);
      endless.send(POST + "Content-Length: 1000000000\r\n\r\n");
      byte[] part = new byte[MAX_BYTES / 100];
      int parts = 0;
      while (parts < 10_000 && endless.send(part)) {
        parts++;
      }
      assertThat(parts).isBetween(50, 2_000);
      assertThat(answer.get()).startsWith("HTTP/1.1 413 ").endsWith("}\n");
      assertHonestIsAnswered(server);
    } finally {
      reader.shutdownNow();
    }
  }

  @Test
  void clientsThatDoNotReadAreEndedAndTheirAnswersAreBounded() throws Exception {
    String large =
        "{\"signature_name\": \"text\", \"instances\": [\"%s\"]}"
            .formatted("x".repeat(MAX_BYTES - 100));
    try (ModelServer server = start(new Limits(100, 100, LONG, LONG, SHORT, 0));
        Crowd crowd = new Crowd(server)) {
      Client client = new Client(server.uri());
      for (int i = 0; i < 3; i++) {
        crowd.add(4_096).send(RawClient.predict(server.uri(), large));
      }
      // The first has its answer in the making or on the way, and the others find no memory.
      assertHonestIsRefusedOrAnswered(client);
      for (int i = 0; i < 3; i++) {
        assertThat(crowd.get(i).in().read()).isEqualTo('H');
      }
      await(() -> server.connections() <= 1); // the honest client's
      assertThat(client.predict(large).statusCode()).isEqualTo(200);
      assertHonestIsAnswered(server);
    }
  }

  private static void assertHonestIsRefusedOrAnswered(Client client) throws Exception {
    assertThat(client.predict(HONEST.formatted(1)).statusCode()).isIn(200, 503);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /v1", POST + "Content-Length: 1000\r\n\r\n{"})
  void whoKeepsTheServerWaitingMakesRoomForOthers(String begun) throws Exception {
    try (ModelServer server = start(connections(8));
        Crowd crowd = new Crowd(server)) {
      for (int i = 0; i < 8; i++) {
        crowd.add(0).send(begun);
        int open = i + 1;
        await(() -> server.connections() == open);
      }
      assertHonestIsAnswered(server);
      assertThat(crowd.get(0).rest()) // the oldest
          .startsWith("HTTP/1.1 503 ")
          .contains("Retry-After: 1", "{\n  \"error\" : \"The server has too many connections");
      for (int i = 0; i < 100; i++) {
        crowd.add(0);
      }
      // While the crowd is being let in, an honest client may be the one to go; it asks again then.
      await(() -> isHonestAnswered(server));
      assertThat(server.connections()).isLessThanOrEqualTo(8);
    }
  }

  @Test
  void whoWasAnsweredMakesRoomBeforeThoseWhoWait() throws Exception {
    try (ModelServer server = start(connections(2));
        RawClient waiting = new RawClient(server.uri());
        RawClient answered = new RawClient(server.uri())) {
      waiting.send(POST + "Connection: close\r\nContent-Length: 1000\r\n\r\n{");
      answered.send(POST + "Content-Length: %d\r\n\r\n".formatted(MAX_BYTES + 1));
      assertThat(answered.rest()).startsWith("HTTP/1.1 413 ");
      await(() -> isHonestAnswered(server));
      await(() -> !answered.send("x"));
      waiting.send(" ".repeat(999));
      assertThat(waiting.rest()).startsWith("HTTP/1.1 400 ").contains("JSON");
    }
  }

  @Test
  void whoComesWhileAllAreComputedForIsAskedToComeBack() throws Exception {
    try (ModelServer server = start(connections(2))) {
      await(
          () -> {
            try (RawClient first = new RawClient(server.uri());
                RawClient second = new RawClient(server.uri())) {
              String ask = POST + "Connection: close\r\nContent-Length: %d\r\n\r\n%s";
              first.send(ask.formatted(SLOW.length(), SLOW));
              second.send(ask.formatted(SLOW.length(), SLOW));
              boolean refused = isSentAway(server);
              // Before its request is read, the first makes room for the third.
              assertThat(first.rest()).matches("(?s)HTTP/1.1 (200|503) .*");
              return refused;
            }
          });
      // The second may still be computed for, though its client has left.
      await(() -> isHonestAnswered(server));
    }
  }

  private static boolean isSentAway(ModelServer server) throws Exception {
    try (RawClient third = new RawClient(server.uri())) {
      third.send("GET /v1/models/toy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
      String answer = third.rest();
      if (answer.startsWith("HTTP/1.1 503 ")) {
        assertThat(answer).contains("The server has too many connections");
        return true;
      }
      return false;
    }
  }

  @Test
  void clientsThatVanishLeaveNothingBehind() throws Exception {
    try (ModelServer server = start(patience(LONG, LONG, LONG))) {
      String whole = RawClient.predict(server.uri(), HONEST.formatted(1));
      for (int cut = 0; cut <= whole.length(); cut += 3) {
        RawClient reset = new RawClient(server.uri());
        reset.send(whole.substring(0, cut));
        reset.reset();
        RawClient ended = new RawClient(server.uri());
        ended.send(whole.substring(0, cut));
        ended.close();
      }
      assertHonestIsAnswered(server);
      await(() -> server.connections() <= 1);
    }
  }

  @Test
  void requestsInOneGoAreAnsweredInTheirOrder() throws Exception {
    try (ModelServer server = start(patience(LONG, LONG, LONG));
        RawClient pipeline = new RawClient(server.uri())) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        requests.append(RawClient.predict(server.uri(), HONEST.formatted(i)));
      }
      pipeline.send(requests + "no HTTP\r\n\r\n");
      String[] answers = pipeline.rest().split("HTTP/1.1 ", -1);
      assertThat(answers).hasSize(202);
      for (int i = 0; i < 200; i++) {
        assertThat(answers[i + 1]).startsWith("200 ").contains("[ %d.0, 4.0 ]".formatted(2 * i));
      }
      assertThat(answers[201]).startsWith("505 ");
    }
  }

  @Test
  void aClientThatSendsNoMoreIsStillAnsweredIfItSentAll() throws Exception {
    try (ModelServer server = start(patience(LONG, LONG, LONG))) {
      String whole = RawClient.predict(server.uri(), HONEST.formatted(1));
      try (RawClient half = new RawClient(server.uri());
          RawClient full = new RawClient(server.uri())) {
        full.send(whole);
        full.end();
        assertThat(full.rest()).startsWith("HTTP/1.1 200 ");
        half.send(whole.substring(0, whole.length() - 1));
        half.end();
        assertThat(half.rest()).startsWith("HTTP/1.1 400 ");
      }
    }
  }

  /** Clients that are all closed before their server is. */
  private record Crowd(ModelServer server, List<RawClient> clients) implements AutoCloseable {

    Crowd(ModelServer server) {
      this(server, new ArrayList<>());
    }

    RawClient add(int buffer) throws IOException {
      RawClient added = new RawClient(server.uri(), buffer);
      clients.add(added);
      return added;
    }

    RawClient get(int number) {
      return clients.get(number);
    }

    @Override
    public void close() throws IOException {
      for (RawClient each : clients) {
        each.close();
      }
    }
  }
}
