package miles.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import miles.interop.Trust;
import org.eclipse.jetty.io.ByteBufferPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that speak HTTP/2, with which Jetty once gave others what was not for them. */
@Tag("slow")
class Http2ClientsTest {

  private static final int MAX_BYTES = 4_000_000;
  private static final String HONEST = "{\"signature_name\": \"twice\", \"instances\": [[%d, 2]]}";

  @TempDir private static Path folder;

  @BeforeAll
  static void publish() throws IOException {
    TestModel.publish(folder, 1);
  }

  private static ModelServer start() throws IOException {
    return ModelServer.start(
        folder, new ServerOptions("127.0.0.1", 0, "toy", MAX_BYTES, 4, 1, false, Trust.CHECKED));
  }

  @Test
  void noConnectionGetsAnothersBuffer() throws Exception {
    try (ModelServer server = start()) {
      assertThat(server.buffers()).isSameAs(ByteBufferPool.NON_POOLING);
    }
  }

  @Test
  void whoSpeaksHttp2DisturbsNobody() throws Exception {
    assertHttp2DisturbsNobody(500);
  }

  @Tag("nightly")
  @Test
  void whoSpeaksHttp2AgainAndAgainDisturbsNobody() throws Exception {
    assertHttp2DisturbsNobody(60_000);
  }

  /** Two clients ask, each for something else, while two others speak HTTP/2 to the server. */
  private static void assertHttp2DisturbsNobody(int times) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try (ModelServer server = start()) {
      List<Future<?>> others =
          List.of(
              threads.submit(() -> speakHttp2(server, times / 2)),
              threads.submit(() -> speakHttp2(server, times / 2)));
      Future<?> second = threads.submit(() -> askUntilDone(server, 2, others));
      askUntilDone(server, 1, others);
      second.get();
      for (Future<?> each : others) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Client askUntilDone(ModelServer server, int number, List<Future<?>> others)
      throws Exception {
    Client client = new Client(server.uri());
    String answer = "[ %d.0, 4.0 ]".formatted(2 * number);
    do {
      assertThat(client.predict(HONEST.formatted(number)).body()).contains(answer);
    } while (!others.stream().allMatch(Future::isDone));
    return client;
  }

  private static @Nullable Void speakHttp2(ModelServer server, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (RawClient client = new RawClient(server.uri())) {
        client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        client.end();
        assertThat(client.rest()).startsWith("HTTP/1.1 426 ");
      }
    }
    return null;
  }
}
