package miles.serve;

import static miles.serve.Eventually.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * More connections at once than the server allows, again and again: honest clients are answered
 * meanwhile, and nothing is left behind.
 */
@Tag("slow")
class ConnectionFloodTest {

  private static final long MEBI = 1 << 20;
  private static final String ASK = "{\"signature_name\": \"twice\", \"instances\": [[1, 2]]}";

  @TempDir private Path folder;

  @Test
  void fifteenHundredConnectionsLeaveNothingBehind(TestReporter reporter) throws Exception {
    flood(1_500, 2, reporter);
  }

  @Tag("nightly")
  @Test
  void tenThousandConnectionsLeaveNothingBehind(TestReporter reporter) throws Exception {
    flood(10_000, 11, reporter);
  }

  private void flood(int connections, int rounds, TestReporter reporter) throws Exception {
    assumeTrue(mostFiles() > connections + 1_000, "the system allows too few open files");
    TestModel.publish(folder.resolve("toy"), 1);
    Path log = folder.resolve("log.txt");
    try (ServerProcess server = new ServerProcess(folder.resolve("toy"), log)) {
      answersAtOnce(server, 100);
      server.held(); // to look leaves a file and a thread behind
      long files = server.files();
      List<ServerProcess.Held> held = new ArrayList<>();
      for (int round = 0; round <= rounds; round++) {
        try (Flood flood = new Flood(server.uri(), ASK)) {
          flood.open(connections);
          answersAtOnce(server, 20);
          Map<String, Integer> outcomes = flood.outcomes();
          reporter.publishEntry(
              "%d not opened, asked".formatted(flood.refused()), outcomes.toString());
          assertThat(outcomes).containsKey("HTTP/1.1 200");
          assertThat(outcomes.keySet()).isSubsetOf("HTTP/1.1 200", "HTTP/1.1 503", "ended");
        }
        await(() -> server.files() <= files);
        answersAtOnce(server, 1);
        held.add(server.held());
      }
      reporter.publishEntry("after each round", held.toString());
      ServerProcess.Held first = held.get(0); // what is made once is there
      ServerProcess.Held last = held.get(rounds);
      assertThat(last.threads()).isLessThanOrEqualTo(first.threads() + 4);
      // What a connection held is not always let go at once, but it does not add up.
      long least = held.stream().mapToLong(ServerProcess.Held::heap).min().orElseThrow();
      await(() -> server.held().heap() < least + 2 * MEBI);
      assertThat(last.resident()).isLessThan(first.resident() + 32 * MEBI);
      assertThat(server.isAlive()).isTrue();
      assertThat(log).as("what clients do fills no log").content().hasSizeLessThan(1_000);
    }
  }

  /** Each by a connection of its own, as if by many clients. */
  private static void answersAtOnce(ServerProcess server, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      try (RawClient honest = new RawClient(server.uri())) {
        String request = RawClient.predict(server.uri(), ASK);
        honest.send(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertThat(honest.rest()).startsWith("HTTP/1.1 200 ").contains("[ 2.0, 4.0 ]");
      }
    }
  }

  /** Returns how many files the system lets a Java process open. */
  private static long mostFiles() throws IOException {
    Path limits = Path.of("/proc/self/limits");
    if (!Files.exists(limits)) {
      return 0;
    }
    return Files.readAllLines(limits).stream()
        .filter(line -> line.startsWith("Max open files"))
        .map(line -> line.strip().split("\\s{2,}", -1)[1])
        .mapToLong(most -> most.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(most))
        .findFirst()
        .orElse(0);
  }
}
