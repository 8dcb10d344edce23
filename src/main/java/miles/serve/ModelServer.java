package miles.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the SavedModels of one folder over HTTP, by the REST interface of TensorFlow Serving.
 *
 * <p>A few threads move bytes; a pool of {@link ServerOptions#threads} computes. What waits, what
 * is open and what is held in memory is bounded: see docs/decisions/0010.
 */
public final class ModelServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelServer.class);

  private static final int HTTP_THREADS = 12;

  /** A client that finds the queue full asks again after one second, then two, then four. */
  private static final int SHORTEST_ACCEPT_QUEUE = 128;

  private static final int HEADER_BYTES = 16 * 1024;
  private static final int STOP_MILLISECONDS = 5_000;
  private static final int POLL_MILLISECONDS = 1_000;
  private static final int CLOCK_THREADS = 2;

  private final ModelVersions versions;
  private final ThreadPoolExecutor workers;
  private final ScheduledExecutorService clock;
  private final Connections connections;
  private final Server server;
  private final ServerConnector connector;

  private ModelServer(ModelVersions versions, ServerOptions options, Limits limits) {
    this.versions = versions;
    this.workers =
        new ThreadPoolExecutor(
            options.workers(),
            options.workers(),
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(limits.waiting()),
            daemons("serve-compute"));
    // Loading a version takes long, and must not keep late clients.
    this.clock = Executors.newScheduledThreadPool(CLOCK_THREADS, daemons("serve-clock"));
    this.connections = new Connections(limits);
    QueuedThreadPool threads = new QueuedThreadPool(HTTP_THREADS, HTTP_THREADS / 2);
    threads.setName("serve-http");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = connector(server, options, limits);
    connector.addEventListener(connections);
    server.addConnector(connector);
    server.setErrorHandler(new JsonErrors());
    server.setStopTimeout(STOP_MILLISECONDS);
    server.setHandler(
        new GracefulHandler(new RestApi(versions, workers, options, limits, connections)));
  }

  /**
   * Loads the model and starts to answer.
   *
   * @param folder a run's folder, a folder of versions, or a version's folder
   * @throws ServingException if the folder holds no model that may be loaded, or the host has no
   *     address or its port is in use
   * @throws IOException if the folder cannot be read
   */
  public static ModelServer start(Path folder, ServerOptions options) throws IOException {
    return start(folder, options, Limits.usual());
  }

  static ModelServer start(Path folder, ServerOptions options, Limits limits) throws IOException {
    ModelVersions versions =
        new ModelVersions(
            ModelFolder.of(folder, options.name()), options.allVersions(), options.trust());
    ModelServer started = new ModelServer(versions, options, limits);
    try {
      requireAnAddress(options);
      requireAFreePort(options);
      versions.refresh();
      requireAVersion(versions);
      started.listen(options);
      return started;
    } catch (IOException | RuntimeException | Error e) {
      started.close();
      throw e;
    }
  }

  private static void requireAVersion(ModelVersions versions) {
    if (versions.numbers().isEmpty()) {
      VersionStatus newest = versions.statuses().get(0);
      throw new ServingException(
          "Version %d of %s could not be loaded: %s"
              .formatted(newest.number(), versions.name(), newest.errorMessage()));
    }
  }

  private static void requireAnAddress(ServerOptions options) {
    if (new InetSocketAddress(options.host(), options.port()).isUnresolved()) {
      throw new ServingException(
          "The host \"%s\" has no address that can be found. Give an address of this machine by --host, such as 127.0.0.1, or 0.0.0.0 for all of them."
              .formatted(options.host()));
    }
  }

  /** Loading can take long, so what is in the way is said before; {@link #listen} has the say. */
  private static void requireAFreePort(ServerOptions options) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(options.host(), options.port()));
    } catch (BindException e) {
      throw portInUse(options, e);
    }
  }

  private static ServingException portInUse(ServerOptions options, IOException thrown) {
    return new ServingException(
        "Port %d of %s cannot be listened on: %s. Choose another by --port; 0 picks a free one."
            .formatted(options.port(), options.host(), thrown.getMessage()));
  }

  private void listen(ServerOptions options) throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      if (e instanceof BindException || e.getCause() instanceof BindException) {
        throw portInUse(options, e);
      }
      throw e;
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("The HTTP server did not start", e);
    }
    everySecond(this::poll);
    everySecond(connections::closeLate);
  }

  /** A failure says so, and the next second tries again. */
  private void everySecond(Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException | OutOfMemoryError e) {
            LOG.warn("What is done every second failed: {}", e.toString());
          }
        };
    Future<?> unused =
        clock.scheduleWithFixedDelay(
            guarded, POLL_MILLISECONDS, POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
  }

  private static ServerConnector connector(Server server, ServerOptions options, Limits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    // No connection gets another's buffer: Jetty gives that of a client who speaks HTTP/2 back to
    // its pool while it is still read, and others would get what is not theirs. On the heap, for
    // what is not pooled is for Java to collect.
    http.setUseInputDirectByteBuffers(false);
    http.setUseOutputDirectByteBuffers(false);
    ServerConnector connector =
        new ServerConnector(
            server, null, null, ByteBufferPool.NON_POOLING, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(options.host());
    connector.setPort(options.port());
    connector.setIdleTimeout(limits.idleMilliseconds());
    connector.setAcceptQueueSize(Math.max(limits.connections(), SHORTEST_ACCEPT_QUEUE));
    return connector;
  }

  /** A poll that fails says so and leaves what is served as it is; the next one tries again. */
  private void poll() {
    try {
      versions.refresh();
    } catch (IOException e) {
      LOG.warn("The model's folder could not be read: {}", e.toString());
    }
  }

  /** Returns where the model answers, such as {@code http://127.0.0.1:8501/v1/models/digits}. */
  public URI uri() {
    String host = connector.getHost().contains(":") ? "[%s]" : "%s";
    return URI.create(
        "http://%s:%d/v1/models/%s"
            .formatted(
                host.formatted(connector.getHost()), connector.getLocalPort(), versions.name()));
  }

  /** Returns where connections get their buffers. */
  ByteBufferPool buffers() {
    return connector.getByteBufferPool();
  }

  /** Returns how many connections are open. */
  int connections() {
    return connections.count();
  }

  /** Returns the versions that are served now, in order. */
  public List<Long> versions() {
    return List.copyOf(versions.numbers());
  }

  /**
   * Stops: no new request is accepted, those under way are answered within 5 seconds, and the
   * models are closed.
   */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      server.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      LOG.warn("The HTTP server did not stop in order: {}", e.toString());
    } finally {
      workers.shutdown();
      versions.close();
    }
  }

  private static ThreadFactory daemons(String name) {
    return task -> {
      Thread thread = new Thread(task, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
