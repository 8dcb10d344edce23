package miles.serve;

import static miles.serve.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import miles.interop.Trust;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients, slow clients, and versions that come and go while they ask. */
@Tag("slow")
class LoadTest {

  private static final String SUM = "{\"instances\": [{\"a\": [%1$d, 0], \"b\": [0, %1$d]}]}";
  private static final String SLOW = "{\"signature_name\": \"total\", \"inputs\": [1.0]}";
  private static final int CLIENTS = 50;

  @TempDir private Path model;
  private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

  @AfterEach
  void stopClients() throws InterruptedException {
    clients.shutdownNow();
    assertThat(clients.awaitTermination(2, TimeUnit.MINUTES)).isTrue();
  }

  private static ServerOptions options(int threads) {
    return new ServerOptions("127.0.0.1", 0, "toy", 100_000, 8, threads, false, Trust.CHECKED);
  }

  private static Limits limits(int waiting, int idle, long bytes) {
    return new Limits(waiting, 1_024, idle, 60_000, 60_000, bytes);
  }

  @Test
  void everyOneOfManyClientsGetsItsOwnAnswer() throws Exception {
    TestModel.publish(model, 1);
    try (ModelServer server = ModelServer.start(model, options(0))) {
      Client client = new Client(server.uri());
      List<Future<?>> asked = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int number = i;
        asked.add(
            clients.submit(
                () -> {
                  for (int repeat = 0; repeat < 10; repeat++) {
                    HttpResponse<String> response = client.predict(SUM.formatted(number));
                    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                    assertThat(Client.json(response).at("/predictions/0/1").floatValue())
                        .isEqualTo(number + 1f);
                  }
                  return null;
                }));
      }
      for (Future<?> each : asked) {
        each.get(2, TimeUnit.MINUTES);
      }
    }
  }

  @Test
  void fiveHundredConnectionsAtOnceAreAllAnswered() throws Exception {
    TestModel.publish(model, 1);
    List<Socket> open = new ArrayList<>();
    try (ModelServer server = ModelServer.start(model, options(2))) {
      for (int i = 0; i < 500; i++) {
        open.add(Chunked.ask(server.uri(), SUM.formatted(i)));
      }
      for (int i = 0; i < open.size(); i++) {
        byte[] answer = open.get(i).getInputStream().readAllBytes();
        assertThat(new String(answer, StandardCharsets.UTF_8))
            .startsWith("HTTP/1.1 200 ")
            .contains("[ %1$d.0, %1$d.0 ]".formatted(i + 1));
      }
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void newVersionsReplaceOldOnesWithoutAFailedRequest() throws Exception {
    TestModel.publish(model, 1);
    try (ModelServer server = ModelServer.start(model, options(2))) {
      Client client = new Client(server.uri());
      AtomicBoolean done = new AtomicBoolean();
      CountDownLatch answered = new CountDownLatch(8);
      List<Future<Set<Integer>>> asked = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        asked.add(clients.submit(() -> versionsSeen(client, answered, done)));
      }
      assertThat(answered.await(2, TimeUnit.MINUTES)).isTrue();
      TestModel.publish(model, 2);
      await(() -> server.versions().equals(List.of(2L)));
      // A version that cannot be loaded is named, and the one before it goes on.
      Files.createDirectories(model.resolve("4"));
      Files.writeString(model.resolve("4/saved_model.pb"), "no model");
      await(() -> client.get("").body().contains("\"END\""));
      assertThat(client.predict(SUM.formatted(0)).statusCode()).isEqualTo(200);
      TestModel.publish(model, 5);
      await(() -> server.versions().equals(List.of(5L)));
      done.set(true);
      Set<Integer> seen = new TreeSet<>();
      for (Future<Set<Integer>> each : asked) {
        seen.addAll(each.get(2, TimeUnit.MINUTES));
      }
      assertThat(seen).contains(1, 2).isSubsetOf(1, 2, 5);
      assertThat(client.send("POST", "/versions/1:predict", SUM.formatted(0)).statusCode())
          .isEqualTo(404);
    }
  }

  private static Set<Integer> versionsSeen(
      Client client, CountDownLatch answered, AtomicBoolean done) throws Exception {
    Set<Integer> seen = new TreeSet<>();
    while (!done.get()) {
      HttpResponse<String> response = client.predict(SUM.formatted(0));
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      seen.add(Client.json(response).at("/predictions/0/0").intValue());
      answered.countDown();
    }
    return seen;
  }

  @Test
  void moreThanCanWaitIsAskedToComeBack() throws Exception {
    TestModel.publish(model, 1);
    Limits limits = limits(1, 30_000, 1_000_000);
    try (ModelServer server = ModelServer.start(model, options(1), limits)) {
      Client client = new Client(server.uri());
      Set<Integer> statuses = new TreeSet<>();
      // On a busy machine the clients may come one after the other: then they come again.
      await(
          () -> {
            statuses.addAll(statusesOfTwelve(client));
            return statuses.contains(503);
          });
      assertThat(statuses).containsExactly(200, 503);
      assertThat(client.predict(SLOW).statusCode()).isEqualTo(200);
    }
  }

  private Set<Integer> statusesOfTwelve(Client client) throws Exception {
    List<Future<HttpResponse<String>>> asked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      asked.add(clients.submit(() -> client.predict(SLOW)));
    }
    Set<Integer> statuses = new TreeSet<>();
    for (Future<HttpResponse<String>> each : asked) {
      HttpResponse<String> response = each.get(2, TimeUnit.MINUTES);
      statuses.add(response.statusCode());
      if (response.statusCode() == 503) {
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
      }
    }
    return statuses;
  }

  @Test
  void slowClientsHoldNoThreadAndAreSentAway() throws Exception {
    TestModel.publish(model, 1);
    Limits limits = limits(8, 3_000, 1_000_000);
    List<Socket> stalled = new ArrayList<>();
    try (ModelServer server = ModelServer.start(model, options(1), limits)) {
      for (int i = 0; i < CLIENTS; i++) {
        stalled.add(Chunked.stall(server.uri()));
      }
      HttpResponse<String> response = new Client(server.uri()).predict(SUM.formatted(3));
      assertThat(response.statusCode()).isEqualTo(200);
      for (Socket socket : stalled) {
        // Ends when the server closes the connection; a timeout would throw.
        byte[] rest = socket.getInputStream().readAllBytes();
        assertThat(new String(rest, StandardCharsets.UTF_8)).doesNotContain(" 200 ");
      }
    } finally {
      for (Socket socket : stalled) {
        socket.close();
      }
    }
  }

  @Test
  void bodiesTogetherAreBoundedAndTheirMemoryIsGivenBack() throws Exception {
    TestModel.publish(model, 1);
    Limits limits = limits(8, 30_000, 0); // as much as one largest request: 100,000
    String half =
        "{\"signature_name\": \"text\", \"instances\": [\"%s\"]}".formatted("x".repeat(60_000));
    try (ModelServer server = ModelServer.start(model, options(1), limits)) {
      Client client = new Client(server.uri());
      for (int i = 0; i < 5; i++) {
        assertThat(client.predict(half).statusCode()).isEqualTo(200);
        assertThat(client.predict(half.replace("text", "none")).statusCode()).isEqualTo(400);
      }
      String large = half.replace("x\"", "x".repeat(39_800) + "\"");
      await(() -> isRefusedBesideAHeldBody(client, server.uri(), large));
      await(() -> client.predict(large).statusCode() == 200);
    }
  }

  @Test
  void aServerThatIsClosedAnswersWhatItHasBegunAndThenNothing() throws Exception {
    TestModel.publish(model, 1);
    ModelServer server = ModelServer.start(model, options(1));
    Client client = new Client(server.uri());
    try (Socket begun = Chunked.begin(server.uri(), SLOW.length())) {
      Future<?> closed = clients.submit(server::close);
      await(() -> isSentAway(client));
      Chunked.write(begun.getOutputStream(), SLOW);
      byte[] answer = begun.getInputStream().readAllBytes();
      assertThat(new String(answer, StandardCharsets.UTF_8)).startsWith("HTTP/1.1 200 ");
      closed.get(2, TimeUnit.MINUTES);
    }
    assertThatThrownBy(() -> client.get("")).isInstanceOf(IOException.class);
    server.close(); // once more does no harm
  }

  /** Holds 901 bytes of a body that never comes whole while another request is made. */
  private static boolean isRefusedBesideAHeldBody(Client client, URI model, String large)
      throws Exception {
    try (Socket socket = Chunked.stall(model)) {
      Chunked.write(socket.getOutputStream(), " ".repeat(900));
      Thread.sleep(50);
      return client.predict(large).statusCode() == 503;
    }
  }

  private static boolean isSentAway(Client client) throws InterruptedException {
    try {
      return client.get("").statusCode() == 503;
    } catch (IOException e) {
      return true;
    }
  }
}
