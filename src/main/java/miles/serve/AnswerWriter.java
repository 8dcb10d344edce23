package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Result;

/**
 * Writes outputs as TensorFlow Serving does: {@code predictions}, one a sample, to a request in row
 * format, {@code outputs} to one in column format; bare values where there is one output only.
 */
final class AnswerWriter {

  private final JsonFactory json;
  private final List<String> names;
  private final List<OutputValues> values = new ArrayList<>();

  /**
   * @param names the outputs' names
   * @param result the outputs in that order, which stay the caller's
   * @throws RefusedRequest if JSON cannot hold an output's type
   */
  AnswerWriter(JsonFactory json, List<String> names, Result result) throws RefusedRequest {
    this.json = json;
    this.names = names;
    for (int i = 0; i < names.size(); i++) {
      values.add(OutputValues.of(names.get(i), result.get(i)));
    }
  }

  /** Returns the body of the answer. */
  byte[] write(PredictRequest.Format format) throws IOException, RefusedRequest {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator generator = json.createGenerator(body)) {
      generator.useDefaultPrettyPrinter();
      generator.writeStartObject();
      if (format == PredictRequest.Format.ROW) {
        generator.writeFieldName("predictions");
        writeRows(generator);
      } else {
        generator.writeFieldName("outputs");
        writeSample(generator, 0);
      }
      generator.writeEndObject();
    }
    body.writeBytes("\n".getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private void writeRows(JsonGenerator generator) throws IOException, RefusedRequest {
    long rows = rows();
    generator.writeStartArray();
    for (long row = 0; row < rows; row++) {
      writeSample(generator, 1);
    }
    generator.writeEndArray();
  }

  private long rows() throws RefusedRequest {
    for (int i = 0; i < values.size(); i++) {
      if (values.get(i).shape().numDimensions() == 0) {
        throw RefusedRequest.badRequest(
            "output \"%s\" is a single value, not one a sample; ask in column format, by \"inputs\"."
                .formatted(names.get(i)));
      }
      if (values.get(i).shape().get(0) != values.get(0).shape().get(0)) {
        throw RefusedRequest.badRequest(
            "output \"%s\" holds %d rows, output \"%s\" %d; ask in column format, by \"inputs\"."
                .formatted(
                    names.get(i),
                    values.get(i).shape().get(0),
                    names.get(0),
                    values.get(0).shape().get(0)));
      }
    }
    return values.get(0).shape().get(0);
  }

  private void writeSample(JsonGenerator generator, int level) throws IOException {
    boolean bare = names.size() == 1;
    if (!bare) {
      generator.writeStartObject();
    }
    for (int i = 0; i < names.size(); i++) {
      if (!bare) {
        generator.writeFieldName(names.get(i));
      }
      values.get(i).write(generator, level);
    }
    if (!bare) {
      generator.writeEndObject();
    }
  }
}
