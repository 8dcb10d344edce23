package miles.serve;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** Asks a server as curl does: with a form's content type, whatever the body is. */
final class Client {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI model;

  Client(URI model) {
    this.model = model;
  }

  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri =
        path.startsWith("/") && !path.startsWith("/versions") && !path.startsWith("/metadata")
            ? model.resolve(path)
            : URI.create(model + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send("GET", path, "");
  }

  HttpResponse<String> predict(String body) throws IOException, InterruptedException {
    return send("POST", ":predict", body);
  }

  static JsonNode json(HttpResponse<String> response) {
    return parsed(response.body());
  }

  /** Reads JSON whose quotes are single ones. */
  static JsonNode json(String text) {
    return parsed(text.replace('\'', '"'));
  }

  static JsonNode parsed(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
