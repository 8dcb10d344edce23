package miles.serve;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.util.stream.Collectors;
import org.tensorflow.proto.TensorShapeProto;

/** JSON as TensorFlow Serving reads and writes it: with NaN, Infinity and -Infinity as numbers. */
final class Json {

  private static final int DEEPEST_NESTING = 100;
  private static final int LONGEST_NAME = 1_000;
  private static final int EXCERPT = 40;

  private Json() {}

  /**
   * Returns a factory of parsers and generators.
   *
   * @param largest most bytes of a document, and so of a string in it
   */
  static JsonFactory factory(int largest) {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEEPEST_NESTING)
                .maxStringLength(largest)
                .maxNameLength(LONGEST_NAME)
                .maxDocumentLength(largest)
                .build())
        // The parsers share a table of names, which then holds what strangers sent.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
        .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
        .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
        .build();
  }

  /** Returns the start of the value at which a parser stands, for a message. */
  static String excerpt(JsonParser json) throws IOException {
    String text =
        switch (json.currentToken()) {
          case VALUE_STRING -> "\"" + json.getText() + "\"";
          case START_OBJECT, END_OBJECT, FIELD_NAME -> "an object";
          case START_ARRAY, END_ARRAY -> "a list";
          default -> json.getText();
        };
    return shortened(text, EXCERPT);
  }

  /** Returns the start of what a client sent, for a message. */
  static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  /** Returns what a parser complains of, without the place that it names in its own way. */
  static String firstSentence(Exception thrown) {
    String text =
        thrown instanceof JsonProcessingException e
            ? e.getOriginalMessage()
            : String.valueOf(thrown.getMessage());
    return text.lines().findFirst().orElse("");
  }

  /** Returns a shape as {@code [-1, 28, 28, 1]}, where -1 is any size. */
  static String shape(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? "any shape"
        : shape.getDimList().stream()
            .map(dimension -> Long.toString(dimension.getSize()))
            .collect(Collectors.joining(", ", "[", "]"));
  }
}
