package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * What the body of a {@code :predict} request asks for, before its values are read.
 *
 * <p>The body is parsed twice: here for its outline, because the signature may be named after the
 * values, and by {@link InputReader} for the values, straight into tensors.
 *
 * @param signature the signature asked for; empty for the default one
 * @param format row or column format
 */
record PredictRequest(String signature, Format format) {

  /** How the values are arranged. */
  enum Format {
    /** A list of samples, each with a value for every input. */
    ROW("instances"),
    /** A tensor for every input. */
    COLUMN("inputs");

    private final String key;

    Format(String key) {
      this.key = key;
    }

    /** Returns the key of the values in the request. */
    String key() {
      return key;
    }
  }

  private static final String SIGNATURE_NAME = "signature_name";
  private static final Set<String> KEYS =
      Set.of(SIGNATURE_NAME, Format.ROW.key(), Format.COLUMN.key());

  /**
   * Reads the outline of a request, and checks that all of it is JSON.
   *
   * @throws RefusedRequest if it is not, or if it lacks what a request needs
   */
  static PredictRequest outline(JsonFactory json, byte[] body) throws RefusedRequest {
    if (body.length == 0) {
      throw RefusedRequest.badRequest(
          "The body is empty; a JSON object with \"instances\" or \"inputs\" is expected.");
    }
    try (JsonParser parser = json.createParser(body)) {
      return outline(parser);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException e) {
      throw RefusedRequest.badRequest("The body is no JSON: %s.".formatted(Json.firstSentence(e)));
    }
  }

  /** Returns what to answer to a body that a parser refused. */
  static RefusedRequest malformed(JsonProcessingException thrown) {
    String place =
        thrown.getLocation() == null
            ? ""
            : " (line %d, column %d)"
                .formatted(thrown.getLocation().getLineNr(), thrown.getLocation().getColumnNr());
    return RefusedRequest.badRequest(
        "The body is no JSON: %s%s.".formatted(Json.firstSentence(thrown), place));
  }

  private static PredictRequest outline(JsonParser parser) throws IOException, RefusedRequest {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw RefusedRequest.badRequest(
          "The body is %s; a JSON object with \"instances\" or \"inputs\" is expected."
              .formatted(parser.currentToken() == null ? "empty" : Json.excerpt(parser)));
    }
    String signature = "";
    Set<String> keys = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      // Others are not kept: there may be millions of them.
      if (KEYS.contains(key) && !keys.add(key)) {
        throw RefusedRequest.badRequest("The key \"%s\" is there twice.".formatted(key));
      }
      JsonToken value = parser.nextToken();
      if (key.equals(SIGNATURE_NAME)) {
        if (value != JsonToken.VALUE_STRING) {
          throw RefusedRequest.badRequest("\"signature_name\" must be a string.");
        }
        signature = parser.getText();
      }
      parser.skipChildren();
    }
    if (parser.nextToken() != null) {
      throw RefusedRequest.badRequest("The body goes on after its JSON object.");
    }
    return new PredictRequest(signature, format(keys));
  }

  private static Format format(Set<String> keys) throws RefusedRequest {
    boolean rows = keys.contains(Format.ROW.key());
    boolean columns = keys.contains(Format.COLUMN.key());
    if (rows == columns) {
      throw RefusedRequest.badRequest(
          rows
              ? "Both \"instances\" and \"inputs\" are given; give one of them."
              : "Neither \"instances\" (row format) nor \"inputs\" (column format) is given.");
    }
    return rows ? Format.ROW : Format.COLUMN;
  }
}
