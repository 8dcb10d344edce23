package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What the server says of its model and of refused requests, in TensorFlow Serving's form. */
final class ModelJson {

  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }

  private static final JsonFactory JSON = Json.factory(Integer.MAX_VALUE);

  private ModelJson() {}

  /** Returns {@code {"error": "…"}}. */
  static byte[] error(String message) {
    return object(json -> json.writeStringField("error", message));
  }

  /** Returns the status of versions, newest first. */
  static byte[] status(List<VersionStatus> versions) {
    return object(
        json -> {
          json.writeArrayFieldStart("model_version_status");
          for (VersionStatus version : versions) {
            json.writeStartObject();
            json.writeStringField("version", Long.toString(version.number()));
            json.writeStringField("state", version.state());
            json.writeObjectFieldStart("status");
            json.writeStringField("error_code", version.errorCode());
            json.writeStringField("error_message", version.errorMessage());
            json.writeEndObject();
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  /** Returns the signatures of a version. */
  static byte[] metadata(String name, long version, Map<String, SignatureDef> signatures) {
    return object(
        json -> {
          json.writeObjectFieldStart("model_spec");
          json.writeStringField("name", name);
          json.writeStringField("signature_name", "");
          json.writeStringField("version", Long.toString(version));
          json.writeEndObject();
          json.writeObjectFieldStart("metadata");
          json.writeObjectFieldStart("signature_def");
          json.writeObjectFieldStart("signature_def");
          for (Map.Entry<String, SignatureDef> each : new TreeMap<>(signatures).entrySet()) {
            json.writeObjectFieldStart(each.getKey());
            writeTensors(json, "inputs", each.getValue().getInputsMap());
            writeTensors(json, "outputs", each.getValue().getOutputsMap());
            json.writeStringField("method_name", each.getValue().getMethodName());
            json.writeEndObject();
          }
          json.writeEndObject();
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void writeTensors(JsonGenerator json, String key, Map<String, TensorInfo> tensors)
      throws IOException {
    json.writeObjectFieldStart(key);
    for (Map.Entry<String, TensorInfo> each : new TreeMap<>(tensors).entrySet()) {
      json.writeObjectFieldStart(each.getKey());
      json.writeStringField("dtype", each.getValue().getDtype().name());
      writeShape(json, each.getValue().getTensorShape());
      json.writeStringField("name", each.getValue().getName());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeShape(JsonGenerator json, TensorShapeProto shape) throws IOException {
    json.writeObjectFieldStart("tensor_shape");
    json.writeArrayFieldStart("dim");
    for (TensorShapeProto.Dim dimension : shape.getDimList()) {
      json.writeStartObject();
      json.writeStringField("size", Long.toString(dimension.getSize()));
      json.writeStringField("name", dimension.getName());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeBooleanField("unknown_rank", shape.getUnknownRank());
    json.writeEndObject();
  }

  private static byte[] object(Content content) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(body)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      content.write(json);
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory failed", e);
    }
    return body.toByteArray();
  }
}
