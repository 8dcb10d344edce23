package miles.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import miles.interop.Trust;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that no honest client makes; after each, an honest one is answered. */
class HostileRequestsTest {

  private static final int MAX_BYTES = 8_000_000;
  private static final String HONEST = "{\"signature_name\": \"twice\", \"instances\": [[1, 2]]}";

  @TempDir private static Path folder;
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    TestModel.publish(folder, 1);
    server =
        ModelServer.start(
            folder,
            new ServerOptions("127.0.0.1", 0, "toy", MAX_BYTES, 4, 2, false, Trust.CHECKED));
    client = new Client(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void anHonestClientIsAnswered() throws Exception {
    assertThat(client.predict(HONEST).body()).contains("[ 2.0, 4.0 ]");
  }

  static Stream<Arguments> heads() {
    String get = "GET /v1/models/toy HTTP/1.1\r\nHost: x\r\n";
    String post = "POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\n";
    String body = "\r\n" + HONEST;
    return Stream.of(
        Arguments.of(400, "no HTTP", "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001"),
        Arguments.of(400, "no HTTP but lines", "hello\r\n\r\n"),
        Arguments.of(505, "an old version", "GET /v1/models/toy HTTP/0.9\r\n\r\n"),
        Arguments.of(505, "a version to come", "GET /v1/models/toy HTTP/4.2\r\nHost: x\r\n\r\n"),
        Arguments.of(426, "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Arguments.of(400, "no host", "GET /v1/models/toy HTTP/1.1\r\n\r\n"),
        Arguments.of(400, "two hosts", get + "Host: y\r\n\r\n"),
        Arguments.of(400, "a space before the colon", get + "X : 1\r\n\r\n"),
        Arguments.of(400, "a folded header", get + "X: 1\r\n 2\r\n\r\n"),
        Arguments.of(400, "a NUL in a header", get + "X: a\u0000b\r\n\r\n"),
        Arguments.of(431, "a long header", get + "X: " + "x".repeat(20_000) + "\r\n\r\n"),
        Arguments.of(431, "many headers", get + "X: 1\r\n".repeat(10_000) + "\r\n"),
        Arguments.of(414, "a long path", "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n"),
        Arguments.of(400, "a negative length", post + "Content-Length: -1\r\n" + body),
        Arguments.of(400, "a length in words", post + "Content-Length: ten\r\n" + body),
        Arguments.of(400, "a length with a sign", post + "Content-Length: +56\r\n" + body),
        Arguments.of(400, "a length of 30 digits", post + length("9".repeat(30)) + body),
        Arguments.of(413, "a length of 3 terabytes", post + length("3298534883328") + body),
        Arguments.of(400, "two lengths", post + length("56") + length("57") + body),
        Arguments.of(400, "a length and chunks", post + length("56") + chunked("") + body),
        Arguments.of(400, "chunks inside", post + chunked(", identity") + body),
        Arguments.of(400, "a size of a chunk that is none", post + chunked("") + "\r\nzz\r\n"),
        Arguments.of(
            400, "a chunk beyond all bounds", post + chunked("") + "\r\nffffffffffffffff\r\nx"),
        Arguments.of(417, "another expectation", post + "Expect: tea\r\n" + length("56") + body),
        Arguments.of(
            413,
            "a body too large, asked for",
            post + "Expect: 100-continue\r\n" + length("9000000") + "\r\n"),
        Arguments.of(415, "a gzip", post + "Content-Encoding: gzip\r\n" + length("56") + body),
        Arguments.of(404, "a path out of the folder", path("/v1/models/../../etc/passwd")),
        Arguments.of(400, "a path with empty parts", path("//v1//models//toy")),
        Arguments.of(400, "a path out, hidden", path("/v1/models/%2e%2e/%2e%2e/etc/passwd")),
        Arguments.of(400, "a slash, hidden", path("/v1/models%2Ftoy")),
        Arguments.of(400, "a NUL in the path", path("/v1/models/toy%00")),
        Arguments.of(400, "a broken escape", path("/v1/models/%zz")),
        Arguments.of(400, "no UTF-8 in the path", path("/v1/models/%ff%fe")),
        Arguments.of(404, "another name", path("/v1/models/to%79s")),
        Arguments.of(405, "an invented method", "BREW" + get.substring(3) + "\r\n"),
        Arguments.of(405, "a method in small letters", "get" + get.substring(3) + "\r\n"),
        Arguments.of(405, "TRACE", "TRACE" + get.substring(3) + "\r\n"),
        Arguments.of(404, "OPTIONS of all", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
        Arguments.of(405, "HEAD", "HEAD" + get.substring(3) + "\r\n"),
        Arguments.of(400, "CONNECT", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n"));
  }

  private static String length(String digits) {
    return "Content-Length: " + digits + "\r\n";
  }

  private static String chunked(String and) {
    return "Transfer-Encoding: chunked" + and + "\r\n";
  }

  private static String path(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("heads")
  void whatIsWrongBeforeTheBodyIsRefused(int status, String name, String request) throws Exception {
    try (RawClient raw = new RawClient(server.uri())) {
      raw.send(request);
      raw.end();
      String answer = raw.rest();
      assertThat(answer).startsWith("HTTP/1.1 %d ".formatted(status));
      if (!request.startsWith("HEAD")) {
        JsonNode reason = Client.parsed(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(reason.size()).isOne();
        assertThat(reason.get("error").asText()).isNotBlank().doesNotContain("\n", "Exception");
      }
    }
  }

  @Test
  void aChunkedBodyWithoutEndIsRefusedWhileItIsSent() throws Exception {
    try (RawClient raw = new RawClient(server.uri())) {
      raw.send("POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\n" + chunked("") + "\r\n");
      String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
      int sent = 0;
      while (sent < 1_000 && raw.in().available() == 0) {
        assertThat(raw.send(chunk)).isTrue();
        sent++;
      }
      assertThat(sent).isLessThan(1_000);
      assertThat(raw.restUntilEnd())
          .startsWith("HTTP/1.1 413 ")
          .contains("larger than 8000000 bytes");
    }
  }

  @Test
  void whatFollowsABodyIsTheNextRequest() throws Exception {
    try (RawClient raw = new RawClient(server.uri())) {
      raw.send(RawClient.predict(server.uri(), HONEST) + HONEST);
      assertThat(raw.rest()).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 400 ");
    }
  }

  static Stream<Arguments> bodies() {
    return Stream.of(
        Arguments.of("deep lists", "{\"inputs\": " + "[".repeat(1_000_000)),
        Arguments.of("deep objects", "{\"inputs\": " + "{\"x\": ".repeat(1_000_000)),
        Arguments.of("deep, elsewhere", "{\"other\": " + "[".repeat(1_000_000)),
        Arguments.of("deep at once", "[".repeat(1_000_000)),
        Arguments.of("a number of a million digits", x("1".repeat(1_000_000))),
        Arguments.of("an exponent beyond all bounds", x("1e999999999")),
        Arguments.of("a long key", "{\"" + "k".repeat(1_000_000) + "\": 1}"),
        Arguments.of("a long name of a signature", named("s".repeat(1_000_000))),
        Arguments.of("a million keys", keys(500_000)),
        Arguments.of(
            "a million empty texts", "{\"inputs\": [" + "\"\",".repeat(999_999) + "\"\"]}"),
        Arguments.of("NUL", "\u0000"),
        Arguments.of("NULs", "\u0000".repeat(1_000)),
        Arguments.of("a NUL in a text", named("a\u0000b")),
        Arguments.of("no UTF-8", named("\u00ff\u00fe")),
        Arguments.of("UTF-8 cut off", named("\u00c3")),
        Arguments.of("UTF-8 too long", named("\u00c0\u0080")),
        Arguments.of("no UTF-8 in a key", "{\"\u00ff\": 1}"),
        Arguments.of("no UTF-8 between", "{\u00ff}"),
        Arguments.of("half a surrogate", named("\\ud800")),
        Arguments.of("a comment", "/* */ {}"),
        Arguments.of("single quotes", "{'inputs': [1]}"),
        Arguments.of("a comma at the end", "{\"inputs\": [1,]}"),
        Arguments.of("hexadecimal", x("0x10")),
        Arguments.of("a plus", x("+1")),
        Arguments.of("a zero before", x("01")),
        Arguments.of("XML", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:/\">]>"),
        Arguments.of("a form", "instances=1"));
  }

  private static String x(String number) {
    return "{\"signature_name\": \"twice\", \"instances\": [[%s, 1]]}".formatted(number);
  }

  private static String named(String signature) {
    return "{\"signature_name\": \"%s\", \"instances\": [1]}".formatted(signature);
  }

  private static String keys(int count) {
    StringBuilder body = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      body.append("\"k").append(i).append("\":0,");
    }
    return body.append("\"inputs\": [1]}").toString();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("bodies")
  void whatIsWrongInTheBodyIsRefused(String name, String body) throws Exception {
    try (RawClient raw = new RawClient(server.uri())) {
      raw.send(
          "POST /v1/models/toy:predict HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
              + length(Integer.toString(body.length()))
              + "\r\n");
      raw.send(body.getBytes(StandardCharsets.ISO_8859_1));
      String answer = raw.rest();
      assertThat(answer).startsWith("HTTP/1.1 400 ");
      JsonNode reason = Client.parsed(answer.substring(answer.indexOf("\r\n\r\n") + 4));
      assertThat(reason.get("error").asText())
          .isNotBlank()
          .hasSizeLessThan(2_000)
          .doesNotContain("\n", "Exception", "com.fasterxml");
    }
  }

  static Stream<String> honest() {
    return Stream.of(
        "{'instances': [{'a': [1, 2], 'b': [3, 4]}, {'a': [0, 0], 'b': [5, 6]}]}",
        "{'inputs': {'a': [[1, 2]], 'b': [[3, 4]]}}",
        "{'signature_name': 'twice', 'inputs': [[1, 2], [3, 4]]}",
        "{'signature_name': 'text', 'instances': ['x', {'b64': 'w7w='}]}",
        "{'signature_name': 'types', 'instances': [{'double': 0.1, 'int': 1, 'long': 2,"
            + " 'byte': 3, 'truth': true}]}");
  }

  @ParameterizedTest
  @MethodSource("honest")
  void whateverStandsInPlaceOfAnyValueIsAnsweredOrRefused(String request) throws Exception {
    JsonNode whole = Client.json(request);
    assertThat(client.predict(whole.toString()).statusCode()).isEqualTo(200);
    int refused = 0;
    for (String wrong : Misplaced.everywhere(whole)) {
      HttpResponse<String> response = client.predict(wrong);
      assertThat(response.statusCode()).as(wrong + response.body()).isIn(200, 400);
      if (response.statusCode() == 400) {
        refused++;
        assertThat(Client.json(response).get("error").asText()).isNotBlank().doesNotContain("\n");
      }
    }
    assertThat(refused).isGreaterThan(50);
  }
}
