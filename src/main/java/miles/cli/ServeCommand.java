package miles.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import miles.interop.Trust;
import miles.serve.ModelServer;
import miles.serve.ServerOptions;
import miles.serve.ServingException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code miles serve}: a model behind TensorFlow Serving's REST interface, for trying it. */
@Command(
    name = "serve",
    description = {
      "Serves a SavedModel over HTTP by the REST interface of TensorFlow Serving, to try a model"
          + " before it goes there. Newer versions in its folder are loaded as they appear.",
      "Stops on Ctrl-C or SIGTERM, after the requests under way are answered.",
      ""
    })
final class ServeCommand implements Callable<Integer> {

  private static final int MEBIBYTE = 1024 * 1024;
  private static final int LARGEST_MEBIBYTES = 1023;

  private final Console console;

  @Parameters(
      paramLabel = "MODEL",
      description =
          "A run's folder such as saved/digits, a folder of numbered versions, or one version's"
              + " folder.")
  private Path model = Path.of("");

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8501",
      description = "The port to listen on; 0 picks a free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on. Default: ${DEFAULT-VALUE}, which only this machine reaches.")
  private String host = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The model's name in URLs. Default: the run's or the folder's.")
  private String name = "";

  @Option(
      names = "--max-request-mb",
      paramLabel = "MB",
      defaultValue = "64",
      description = "Largest request in MiB, 1 to 1023. Default: ${DEFAULT-VALUE}.")
  private int maxRequestMebibytes;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "1024",
      description = "Most samples in one request. Default: ${DEFAULT-VALUE}.")
  private int maxBatch;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Requests computed at once; 0 takes one a processor. Default: ${DEFAULT-VALUE}.")
  private int threads;

  @Option(
      names = "--all-versions",
      description = "Serve every version in the folder, not only the latest.")
  private boolean allVersions;

  @Option(
      names = "--trust",
      description = "Load the model even if it holds operations that reach outside the process.")
  private boolean trust;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (maxRequestMebibytes < 1 || maxRequestMebibytes > LARGEST_MEBIBYTES) {
      throw new ServingException(
          "--max-request-mb is %d. Allowed: 1 to %d."
              .formatted(maxRequestMebibytes, LARGEST_MEBIBYTES));
    }
    ServerOptions options =
        new ServerOptions(
            host,
            port,
            name,
            maxRequestMebibytes * MEBIBYTE,
            maxBatch,
            threads,
            allVersions,
            trust ? Trust.TRUSTED : Trust.CHECKED);
    // Closed by the hook when a signal ends the process, which then exits as that signal does.
    try (ModelServer server = ModelServer.start(model, options)) {
      Thread hook = new Thread(() -> stop(server), "serve-stop");
      Runtime.getRuntime().addShutdownHook(hook);
      console.line("Serving %s, version %s.".formatted(server.uri(), server.versions()));
      console.notice("Stop it with Ctrl-C.");
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        Runtime.getRuntime().removeShutdownHook(hook);
        console.notice("Stopped.");
      }
      return 0;
    }
  }

  private void stop(ModelServer server) {
    server.close();
    console.notice("Stopped.");
  }
}
