package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import miles.serve.TestModel;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeCommandTest {

  @TempDir private Path folder;

  @Test
  void whatCannotBeServedIsRefusedInOneSentence() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertRefused("holds no SavedModel", empty.toString());
    assertRefused("is no folder", folder.resolve("none").toString());
    assertRefused("Allowed: 0 to 65535", empty.toString(), "--port", "70000");
    assertRefused("Allowed: 1 to 1023", empty.toString(), "--max-request-mb", "0");
    assertRefused("Allowed: letters", empty.toString(), "--name", "a/b");
    Files.createDirectories(folder.resolve("damaged/3"));
    Files.writeString(folder.resolve("damaged/3/saved_model.pb"), "no model");
    String damaged = folder.resolve("damaged").toString();
    assertRefused("is damaged or no SavedModel", damaged, "--port", "0");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      // The port is looked at before the model, which may take long to load.
      assertRefused("Port %s of 127.0.0.1".formatted(port), damaged, "--port", port);
    }
  }

  private static void assertRefused(String reason, String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "serve";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    RecordedConsole recorded = RecordedConsole.run(all);
    assertThat(recorded.code()).as(recorded.err()).isEqualTo(Failure.BAD_INPUT);
    assertThat(recorded.err()).contains(reason).doesNotContain("Internal error");
    assertThat(recorded.out()).isEmpty();
  }

  @Test
  @Tag("slow")
  void aSignalStopsItAfterItHasSaidWhereItListens() throws Exception {
    TestModel.publish(folder.resolve("toy"), 3);
    Path log = folder.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                folder.resolve("toy").toString(),
                "--port",
                "0")
            .redirectError(log.toFile())
            .start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.readLine())
          .as(Files.readString(log))
          .matches("Serving http://127\\.0\\.0\\.1:[1-9]\\d*/v1/models/toy, version \\[3]\\.");
      process.destroy(); // SIGTERM
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
      assertThat(process.exitValue()).isEqualTo(143);
      assertThat(log).content().contains("Stopped.");
    } finally {
      process.destroyForcibly();
    }
  }
}
