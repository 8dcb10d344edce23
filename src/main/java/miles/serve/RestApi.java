package miles.serve;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The URLs of TensorFlow Serving's REST interface. */
final class RestApi extends Handler.Abstract.NonBlocking {

  private static final Logger LOG = LoggerFactory.getLogger(RestApi.class);

  private static final Pattern URL =
      Pattern.compile(
          "/v1/models/([^/:]+)(?:/versions/(\\d{1,18}))?(/metadata|:[a-z]+)?",
          Pattern.CASE_INSENSITIVE);
  private static final String URLS =
      "GET /v1/models/NAME[/versions/N][/metadata], POST /v1/models/NAME[/versions/N]:predict";

  private static final int LONGEST_PATH_SHOWN = 200;

  private final ModelVersions versions;
  private final Predictor predictor;
  private final ExecutorService workers;
  private final Connections connections;
  private final Answers answers;
  private final RequestBodies bodies;

  /**
   * @param workers computes
   */
  RestApi(
      ModelVersions versions,
      ExecutorService workers,
      ServerOptions options,
      Limits limits,
      Connections connections) {
    this.versions = versions;
    this.predictor = new Predictor(versions, options);
    this.workers = workers;
    this.connections = connections;
    long bytes = Math.max(options.maxRequestBytes(), limits.bodyBytes());
    this.answers = new Answers(connections, bytes, options.maxRequestBytes());
    this.bodies =
        new RequestBodies(
            options.maxRequestBytes(), limits.bodyMilliseconds(), new MemoryBudget(bytes));
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    connections.awaitBody(request);
    try {
      route(request, response, callback);
    } catch (RefusedRequest e) {
      answers.refuse(response, callback, e);
    }
    return true;
  }

  private void route(Request request, Response response, Callback callback) throws RefusedRequest {
    String path = Request.getPathInContext(request);
    Matcher url = URL.matcher(path);
    if (!url.matches()) {
      throw new RefusedRequest(
          RefusedRequest.NOT_FOUND,
          "There is nothing at %s. Allowed: %s."
              .formatted(Json.shortened(path, LONGEST_PATH_SHOWN), URLS));
    }
    if (!url.group(1).equals(versions.name())) {
      throw new RefusedRequest(
          RefusedRequest.NOT_FOUND,
          "The model \"%s\" is not served; \"%s\" is."
              .formatted(Json.shortened(url.group(1), LONGEST_PATH_SHOWN), versions.name()));
    }
    OptionalLong version =
        url.group(2) == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(url.group(2)));
    String verb = url.group(3) == null ? "" : url.group(3).toLowerCase(Locale.ROOT);
    switch (verb) {
      case "" -> {
        requireMethod(request, response, "GET");
        answers.send(response, callback, status(version));
      }
      case "/metadata" -> {
        requireMethod(request, response, "GET");
        answers.send(response, callback, metadata(version));
      }
      case ":predict" -> {
        requireMethod(request, response, "POST");
        predict(request, response, callback, version);
      }
      default ->
          throw RefusedRequest.badRequest(
              "%s is not answered: this server computes signatures for predictions only, and so do models from MILES. Use :predict."
                  .formatted(verb));
    }
  }

  private static void requireMethod(Request request, Response response, String method)
      throws RefusedRequest {
    if (!request.getMethod().equals(method)) {
      response.getHeaders().put(HttpHeader.ALLOW, method);
      throw new RefusedRequest(
          RefusedRequest.METHOD_NOT_ALLOWED,
          "%s is not allowed here. Allowed: %s.".formatted(request.getMethod(), URLS));
    }
  }

  private byte[] status(OptionalLong version) throws RefusedRequest {
    List<VersionStatus> all = versions.statuses();
    if (version.isEmpty()) {
      return ModelJson.status(all);
    }
    List<VersionStatus> one =
        all.stream().filter(each -> each.number() == version.getAsLong()).toList();
    if (one.isEmpty()) {
      throw new RefusedRequest(
          RefusedRequest.NOT_FOUND,
          "There is no version %d of %s. Served: %s."
              .formatted(version.getAsLong(), versions.name(), versions.numbers()));
    }
    return ModelJson.status(one);
  }

  private byte[] metadata(OptionalLong version) throws RefusedRequest {
    ServedVersion model = versions.lease(version);
    try {
      return ModelJson.metadata(
          versions.name(), model.number(), model.definition().getSignatureDefMap());
    } finally {
      model.release();
    }
  }

  private void predict(Request request, Response response, Callback callback, OptionalLong version)
      throws RefusedRequest {
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw new RefusedRequest(
          RefusedRequest.UNSUPPORTED_MEDIA_TYPE,
          "The body is encoded by %s; send it as it is.".formatted(encoding));
    }
    RequestBody body = bodies.of(request);
    CompletableFuture<byte[]> unused =
        body.read()
            .whenComplete(
                (bytes, thrown) -> {
                  if (thrown == null) {
                    connections.awaitServer(request);
                    enqueue(response, callback, body, () -> predictor.answer(version, bytes));
                    return;
                  }
                  body.release();
                  if (cause(thrown) instanceof RefusedRequest e) {
                    answers.refuse(response, callback, e);
                  } else {
                    callback.failed(thrown);
                  }
                });
  }

  @FunctionalInterface
  private interface Work {
    byte[] answer() throws RefusedRequest, IOException;
  }

  private void enqueue(Response response, Callback callback, RequestBody body, Work work) {
    try {
      workers.execute(() -> perform(response, callback, body, work));
    } catch (RejectedExecutionException e) {
      body.release();
      answers.refuse(
          response,
          callback,
          new RefusedRequest(
              RefusedRequest.UNAVAILABLE, "The server has too many requests waiting. Try again."));
    }
  }

  private void perform(Response response, Callback callback, RequestBody body, Work work) {
    byte[] answer = null;
    RefusedRequest refusal = null;
    try {
      answer = work.answer();
    } catch (RefusedRequest e) {
      refusal = e;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      LOG.error("A request failed", e);
      refusal =
          new RefusedRequest(
              RefusedRequest.INTERNAL_ERROR, "The server failed at this request: %s.".formatted(e));
    }
    // Before the client can send its next request, which may need the memory.
    body.release();
    if (answer != null) {
      answers.send(response, callback, answer);
    } else {
      answers.refuse(response, callback, Objects.requireNonNull(refusal));
    }
  }

  private static Throwable cause(Throwable thrown) {
    return thrown instanceof CompletionException && thrown.getCause() != null
        ? thrown.getCause()
        : thrown;
  }
}
