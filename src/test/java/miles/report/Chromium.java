package miles.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A headless Chromium with one tab, driven by the DevTools protocol over a WebSocket. Closing it
 * ends the process.
 */
final class Chromium implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final Messages messages = new Messages();
  private final AtomicInteger lastId = new AtomicInteger();
  private final WebSocket socket;

  /** Returns the browser's program, if the machine has one on its path. */
  static Optional<Path> installed() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(File.pathSeparator))
                    .map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts the browser.
   *
   * @param program what {@link #installed} found
   * @param profile an empty folder for its files
   */
  Chromium(Path program, Path profile) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("chromium.log").toFile());
    builder.environment().put("TMPDIR", profile.toString());
    process = builder.start();
    try {
      socket = connect(profile.resolve("DevToolsActivePort"));
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        send(domain + ".enable", Map.of());
      }
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private WebSocket connect(Path portFile) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.exists(portFile) || Files.size(portFile) == 0) {
      if (System.nanoTime() > deadline || !process.isAlive()) {
        throw new IOException("Chromium did not start");
      }
      Thread.sleep(50);
    }
    String port = Files.readAllLines(portFile).get(0);
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    JsonNode targets = JSON.readTree(http.send(list, HttpResponse.BodyHandlers.ofString()).body());
    for (JsonNode target : targets) {
      if (target.path("type").asText().equals("page")) {
        URI address = URI.create(target.path("webSocketDebuggerUrl").asText());
        return http.newWebSocketBuilder()
            .buildAsync(address, messages)
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      }
    }
    throw new IOException("Chromium has no tab: " + targets);
  }

  /** Calls a method of the protocol and returns its result. */
  JsonNode send(String method, Map<String, ?> parameters) throws Exception {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> answer = messages.expect(id);
    Map<String, ?> call = Map.of("id", id, "method", method, "params", parameters);
    JsonNode message;
    try {
      socket
          .sendText(JSON.writeValueAsString(call), true)
          .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      message = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer to " + method, e);
    }
    if (message.has("error")) {
      throw new IOException(method + ": " + message.get("error"));
    }
    return message.get("result");
  }

  /** Opens a page and waits until it is loaded. */
  void open(Path page) throws Exception {
    int before = messages.count("Page.loadEventFired");
    send("Page.navigate", Map.of("url", page.toUri().toString()));
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (messages.count("Page.loadEventFired") == before) {
      if (System.nanoTime() > deadline) {
        throw new IOException(page + " was not loaded");
      }
      Thread.sleep(20);
    }
  }

  /** Returns the value of a JavaScript expression. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode result =
        send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.path("result").path("value");
  }

  /** Sets the size of the window in CSS pixels, and the theme that the reader prefers. */
  void look(int width, int height, boolean phone, String theme) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    send(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", theme))));
  }

  /** Moves the mouse, in CSS pixels from the corner of the window. */
  void moveMouse(double x, double y) throws Exception {
    send("Input.dispatchMouseEvent", Map.of("type", "mouseMoved", "x", x, "y", y));
  }

  /** Returns a PNG of the whole page. */
  byte[] screenshot() throws Exception {
    JsonNode shot =
        send("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true));
    return Base64.getDecoder().decode(shot.path("data").asText());
  }

  /** Returns the page as it is printed, as PDF. */
  byte[] print() throws Exception {
    JsonNode pdf = send("Page.printToPDF", Map.of("printBackground", false));
    return Base64.getDecoder().decode(pdf.path("data").asText());
  }

  /** Returns everything that the page complained of: exceptions, errors, warnings. */
  List<String> complaints() {
    return messages.events.stream()
        .filter(
            event ->
                event.path("method").asText().equals("Runtime.exceptionThrown")
                    || event.path("method").asText().equals("Log.entryAdded")
                    || (event.path("method").asText().equals("Runtime.consoleAPICalled")
                        && !event.path("params").path("type").asText().equals("log")))
        .map(JsonNode::toString)
        .toList();
  }

  /** Returns the addresses that were asked for. */
  List<String> requests() {
    return messages.events.stream()
        .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
        .map(event -> event.path("params").path("request").path("url").asText())
        .toList();
  }

  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroy);
    // Whatever does not end by itself in time is ended, so that the profile can be deleted.
    all.forEach(
        each ->
            each.onExit()
                .completeOnTimeout(each, PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .thenAccept(ProcessHandle::destroyForcibly)
                .join());
  }

  /** Sorts what the browser sends into answers and events. */
  private static final class Messages implements WebSocket.Listener {

    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final StringBuilder text = new StringBuilder();

    CompletableFuture<JsonNode> expect(int id) {
      return answers.computeIfAbsent(id, each -> new CompletableFuture<>());
    }

    int count(String method) {
      return (int)
          events.stream().filter(event -> event.path("method").asText().equals(method)).count();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        take(text.toString());
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void take(String message) {
      try {
        JsonNode json = JSON.readTree(message);
        if (json.has("id")) {
          expect(json.path("id").asInt()).complete(json);
        } else {
          events.add(json);
        }
      } catch (IOException e) {
        answers.values().forEach(answer -> answer.completeExceptionally(e));
      }
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      answers.values().forEach(answer -> answer.completeExceptionally(error));
    }
  }
}
