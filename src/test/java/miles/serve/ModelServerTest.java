package miles.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import miles.interop.Trust;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelServerTest {

  private static final int MAX_BYTES = 20_000;
  private static final int MAX_BATCH = 4;

  @TempDir private static Path run;
  private static ModelServer server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    TestModel.publish(run.resolve("model"), 1);
    TestModel.publish(run.resolve("model"), 7);
    server = ModelServer.start(run, options(true));
    client = new Client(server.uri());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static ServerOptions options(boolean all) {
    return new ServerOptions("127.0.0.1", 0, "toy", MAX_BYTES, MAX_BATCH, 2, all, Trust.CHECKED);
  }

  @Test
  void statusNamesEveryVersionNewestFirst() throws Exception {
    HttpResponse<String> response = client.get("");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    String one =
        "{'version': '%d', 'state': 'AVAILABLE', 'status': {'error_code': 'OK', 'error_message': ''}}";
    assertThat(Client.json(response))
        .isEqualTo(
            Client.json(
                "{'model_version_status': [%s, %s]}"
                    .formatted(one.formatted(7), one.formatted(1))));
    assertThat(Client.json(client.get("/versions/1")))
        .isEqualTo(Client.json("{'model_version_status': [%s]}".formatted(one.formatted(1))));
  }

  @Test
  void metadataHasTheSignaturesInTensorFlowServingsForm() throws Exception {
    JsonNode metadata = Client.json(client.get("/versions/1/metadata"));
    assertThat(metadata.get("model_spec"))
        .isEqualTo(Client.json("{'name': 'toy', 'signature_name': '', 'version': '1'}"));
    JsonNode signatures = metadata.at("/metadata/signature_def/signature_def");
    assertThat(signatures.at("/serving_default/inputs/a"))
        .isEqualTo(
            Client.json(
                "{'dtype': 'DT_FLOAT', 'tensor_shape': {'dim': [{'size': '-1', 'name': ''},"
                    + " {'size': '2', 'name': ''}], 'unknown_rank': false}, 'name': 'a:0'}"));
    assertThat(signatures.at("/serving_default/method_name").asText())
        .isEqualTo("tensorflow/serving/predict");
    assertThat(Client.json(client.get("/metadata")).at("/model_spec/version").asText())
        .isEqualTo("7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        // several inputs, one output; the latest version and an older one
        "''; {'instances': [{'a': [1, 2], 'b': [3, 4]}, {'b': [0, 0], 'a': [5e0, -1]}]};"
            + " {'predictions': [[11.0, 13.0], [12.0, 6.0]]}",
        "/versions/1; {'inputs': {'a': [[1, 2]], 'b': [[3, 4]]}}; {'outputs': [[5.0, 7.0]]}",
        // one input: bare values, or named
        "''; {'signature_name': 'twice', 'instances': [[1, 2], [NaN, -Infinity]]};"
            + " {'predictions': [[2.0, 4.0], [NaN, -Infinity]]}",
        "''; {'instances': [{'x': [1, 2]}], 'signature_name': 'twice'};"
            + " {'predictions': [[2.0, 4.0]]}",
        "''; {'signature_name': 'twice', 'inputs': [[1, 2]]}; {'outputs': [[2.0, 4.0]]}",
        // every type, several outputs
        "''; {'signature_name': 'types', 'instances': [{'double': 0.1, 'int': -2147483648,"
            + " 'long': 9223372036854775807, 'byte': 255, 'truth': true}]};"
            + " {'predictions': [{'byte': 255, 'double': 0.1, 'half': 0.099975586,"
            + " 'int': -2147483648, 'long': 9223372036854775807, 'truth': true}]}",
        // text and bytes, both ways
        "''; {'signature_name': 'text', 'instances': ['ü', {'b64': 'w7w'}]};"
            + " {'predictions': [{'same': 'ü', 'same_bytes': {'b64': 'w7w='}},"
            + " {'same': 'ü', 'same_bytes': {'b64': 'w7w='}}]}",
        "''; {'signature_name': 'text', 'inputs': {'text': ['', {'b64': ''}]}};"
            + " {'outputs': {'same': ['', ''], 'same_bytes': [{'b64': ''}, {'b64': ''}]}}",
        // an output without a batch
        "''; {'signature_name': 'total', 'inputs': [1, 2, 3]}; {'outputs': 6.0}",
      })
  void predictsAsTensorFlowServingDoes(String version, String request, String answer)
      throws Exception {
    HttpResponse<String> response =
        client.send("POST", unquoted(version) + ":predict", request.replace('\'', '"'));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    // Compared as text: 1 and 1.0 are different answers.
    assertThat(Client.json(response)).hasToString(Client.json(answer).toString());
  }

  private static String unquoted(String text) {
    return text.replace("'", "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "{'instances': [{'a': [1, 2]}]}; instance 0: the input [b] is missing",
        "{'instances': [{'a': [1, 2], 'b': [1, 2], 'c': 1}]}; no input \\\"c\\\". The signature's inputs: [a, b]",
        "{'instances': [{'a': [1, 2], 'a': [1, 2]}]}; input \\\"a\\\" is given twice",
        "{'instances': [[1, 2]]}; the signature has several inputs: give an object with the keys [a, b]",
        "{'inputs': {'a': [[1, 2]]}}; \\\"inputs\\\": the input [b] is missing",
        "{'inputs': {'a': [[1, 2]], 'b': [[1, 2], [3, 4]]}}; input \\\"b\\\" holds 2 samples, input \\\"a\\\" 1",
        "{'instances': []}; empty list",
        "{'instances': 3}; must be a list",
        "{}; Neither",
        "{'instances': [], 'inputs': []}; Both",
        "{'inputs': [], 'inputs': []}; twice",
        "[1]; a JSON object",
        "''; The body is empty",
        "{'signature_name': 'twice', 'inputs': []}; input \\\"x\\\" has the shape [0]; the signature takes [-1, 2]",
        "{'signature_name': 'twice', 'instances': [[1, 2], {'x': [1, 2]}]}; instance 1 is an object, unlike instance 0",
        "{'instances': [1, 2; (line 1, column",
        "{'instances': [1]} x; no JSON",
        "{'signature_name': 3, 'instances': [1]}; must be a string",
        "{'signature_name': 'no', 'instances': [1]}; no signature \\\"no\\\" for predictions. It has [serving_default, text, total, twice, types]",
        "{'signature_name': 'twice', 'instances': [[1, 2], [3]]}; item 1: a list of 1 elements beside one of 2 at depth 1",
        "{'signature_name': 'twice', 'instances': [[1, 2], 3]}; item 1: values at a depth of 0 lists beside others at 1",
        "{'signature_name': 'twice', 'instances': [[1, [2]]]}; item 0: a list is nested deeper",
        "{'signature_name': 'twice', 'instances': [[1, 2, 3]]}; input \\\"x\\\" has the shape [1, 3]; the signature takes [-1, 2]",
        "{'signature_name': 'twice', 'instances': [['1', 2]]}; input \\\"x\\\", item 0: \\\"1\\\" is not a number; the input takes numbers of shape [2]",
        "{'signature_name': 'twice', 'instances': [[1e40, 2]]}; 1e40 is not a number within the range of float32",
        "{'signature_name': 'twice', 'instances': [[16777217, 2]]}; whole ones up to 16777215",
        "{'signature_name': 'twice', 'instances': [[null, 2]]}; null is not a number",
        "{'signature_name': 'twice', 'instances': [[{'b64': ''}, 2]]}; input \\\"x\\\" of signature \\\"twice\\\" takes numbers of shape [2], not an object",
        "{'signature_name': 'twice', 'instances': [{'b64': ''}]}; takes numbers of shape [2], not an object",
        "{'signature_name': 'types', 'instances': [{'truth': 'yes'}]}; is not a truth value; the input takes one truth value a sample",
        "{'signature_name': 'twice', 'instances': [[1,2],[1,2],[1,2],[1,2],[1,2]]}; more than 4 samples",
        "{'signature_name': 'twice', 'inputs': [[1,2],[1,2],[1,2],[1,2],[1,2]]}; holds 5 samples",
        "{'signature_name': 'types', 'instances': [{'int': 1.0}]}; 1.0 is not a whole number, -2147483648 to 2147483647",
        "{'signature_name': 'types', 'instances': [{'int': 2147483648}]}; DT_INT32",
        "{'signature_name': 'types', 'instances': [{'long': 9223372036854775808}]}; DT_INT64",
        "{'signature_name': 'types', 'instances': [{'byte': 256}]}; 0 to 255",
        "{'signature_name': 'types', 'instances': [{'truth': 1}]}; true or false",
        "{'signature_name': 'text', 'instances': [1]}; 1 is not a string or",
        "{'signature_name': 'text', 'instances': [{'b64': '!'}]}; no base64",
        "{'signature_name': 'text', 'instances': [{'text': {'b64': '', 'x': 1}}]}; one key only",
        "{'signature_name': 'total', 'instances': [1, 2]}; output \\\"total\\\" is a single value",
      })
  void refusesWithTheReason(String request, String reason) throws Exception {
    HttpResponse<String> response = client.predict(unquotedIfEmpty(request));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
    assertThat(Client.json(response).size()).isOne();
    assertThat(response.body()).contains(reason.strip());
  }

  private static String unquotedIfEmpty(String request) {
    return request.equals("''") ? "" : request.replace('\'', '"');
  }

  @Test
  void deepNestingIsRefused() throws Exception {
    HttpResponse<String> response =
        client.predict("{\"inputs\": " + "[".repeat(5_000) + "]".repeat(5_000) + "}");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("nesting depth");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/models/other, 404",
    "GET, /v1/models, 404",
    "GET, /, 404",
    "GET, /versions/2, 404",
    "GET, /versions/2/metadata, 404",
    "POST, /versions/2:predict, 404",
    "POST, '', 405",
    "POST, /metadata, 405",
    "GET, :predict, 405",
    "DELETE, :predict, 405",
    "POST, :classify, 400",
    "POST, :regress, 400",
    "GET, /versions/99999999999999999999, 404",
  })
  void otherUrlsAndMethodsAreErrors(String method, String path, int status) throws Exception {
    HttpResponse<String> response = client.send(method, path, "{\"instances\": [1]}");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(Client.json(response).get("error").asText()).isNotEmpty();
    if (status == 405) {
      assertThat(response.headers().firstValue("Allow")).isPresent();
    }
  }

  @Test
  void tooLargeABodyIsRefusedWithOrWithoutItsLength() throws Exception {
    String body = "{\"instances\": [\"" + "x".repeat(MAX_BYTES) + "\"]}";
    assertThat(client.predict(body).statusCode()).isEqualTo(413);
    assertThat(Chunked.post(server.uri(), body)).startsWith("HTTP/1.1 413 ").contains("\"error\"");
    String allowed = Base64.getEncoder().encodeToString(new byte[MAX_BYTES / 2]);
    assertThat(
            client
                .predict(
                    "{\"signature_name\": \"text\", \"instances\": [{\"b64\": \"%s\"}]}"
                        .formatted(allowed))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void halfPlusTwoAnswersAsInTensorFlowServingsOwnTests() throws Exception {
    Path fixture = Path.of("../shared/data/python-savedmodels/half-plus-two-tf2");
    assumeTrue(Files.isDirectory(fixture), fixture + " is absent");
    ServerOptions options =
        new ServerOptions("127.0.0.1", 0, "", MAX_BYTES, MAX_BATCH, 1, false, Trust.CHECKED);
    try (ModelServer toy = ModelServer.start(fixture, options)) {
      assertThat(toy.uri()).hasPath("/v1/models/half-plus-two-tf2");
      HttpResponse<String> response =
          new Client(toy.uri()).predict("{\"instances\": [1.0, 2.0, 5.0]}");
      assertThat(Client.json(response)).isEqualTo(Client.json("{'predictions': [2.5, 3.0, 4.5]}"));
    }
  }

  @Test
  void aPortInUseAndAFolderWithoutAModelAreNamed() {
    ServerOptions taken =
        new ServerOptions(
            "127.0.0.1", server.uri().getPort(), "", MAX_BYTES, 1, 1, false, Trust.CHECKED);
    assertThatThrownBy(() -> ModelServer.start(run, taken))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("Port %d of 127.0.0.1".formatted(taken.port()));
    assertThatThrownBy(() -> ModelServer.start(run.resolve("model/1/variables"), options(false)))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("holds no SavedModel");
  }

  @Test
  void aHostThatIsBlankOrCannotBeFoundIsNamed() {
    assertThatThrownBy(() -> new ServerOptions(" ", 0, "", MAX_BYTES, 1, 1, false, Trust.CHECKED))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("the host is blank");
    ServerOptions nowhere =
        new ServerOptions("no such host", 0, "", MAX_BYTES, 1, 1, false, Trust.CHECKED);
    assertThatThrownBy(() -> ModelServer.start(run, nowhere))
        .isInstanceOf(ServingException.class)
        .hasMessageContaining("The host \"no such host\" has no address");
  }

  @Test
  void aVersionWhoseFilesCannotBeReadDoesNotStopTheOthers(@TempDir Path model) throws Exception {
    TestModel.publish(model, 1);
    TestModel.publish(model, 3);
    Path loop = model.resolve("2");
    Files.createDirectories(loop);
    Files.writeString(loop.resolve("saved_model.pb"), "no model");
    // Files.walk follows no links, but the size of one that leads nowhere cannot be asked for.
    Files.createSymbolicLink(loop.resolve("variables"), loop.resolve("nowhere"));
    ModelVersions versions = new ModelVersions(ModelFolder.of(model, "toy"), true, Trust.CHECKED);
    try {
      versions.refresh();
      assertThat(versions.numbers()).containsExactly(1L, 3L);
      assertThat(versions.statuses())
          .extracting(VersionStatus::state)
          .containsExactly("AVAILABLE", "END", "AVAILABLE");
    } finally {
      versions.close();
    }
  }

  @Test
  void aRunsModelIsNamedAfterTheRunWhicheverFolderIsGiven() throws Exception {
    for (String folder : new String[] {"", "model", "model/7"}) {
      assertThat(ModelFolder.of(run.resolve(folder), "").name())
          .isEqualTo(run.getFileName().toString());
    }
    assertThat(ModelFolder.of(run.resolve("model/7"), "").versions()).containsOnlyKeys(7L);
  }
}
