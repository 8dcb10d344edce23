package miles.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TString;

/** The elements of an output, written one after the other. */
final class OutputValues {

  /** Outputs of bytes rather than text are known by their name, as in TensorFlow Serving. */
  private static final String BYTES_SUFFIX = "_bytes";

  @FunctionalInterface
  private interface Elements {
    void writeNext(JsonGenerator json) throws IOException;
  }

  private final Shape shape;
  private final Elements elements;

  private OutputValues(Shape shape, Elements elements) {
    this.shape = shape;
    this.elements = elements;
  }

  /**
   * Reads a tensor, which stays the caller's and must stay open.
   *
   * @throws RefusedRequest if JSON cannot hold its type
   */
  static OutputValues of(String name, Tensor tensor) throws RefusedRequest {
    if (tensor instanceof TString strings) {
      return new OutputValues(
          tensor.shape(), strings(strings.asBytes(), name.endsWith(BYTES_SUFFIX)));
    }
    ElementType type =
        ElementType.of(tensor.dataType())
            .orElseThrow(
                () ->
                    new RefusedRequest(
                        RefusedRequest.NOT_IMPLEMENTED,
                        "output \"%s\" has the type %s, which this server does not write as JSON."
                            .formatted(name, tensor.dataType())));
    byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
    if (bytes.length > 0) {
      tensor.asRawTensor().data().read(bytes);
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return new OutputValues(tensor.shape(), json -> type.write(buffer, json));
  }

  private static Elements strings(NdArray<byte[]> strings, boolean binary) {
    Iterator<? extends NdArray<byte[]>> scalars = strings.scalars().iterator();
    return json -> {
      byte[] bytes = scalars.next().getObject();
      if (binary) {
        json.writeStartObject();
        json.writeFieldName("b64");
        json.writeBinary(bytes);
        json.writeEndObject();
      } else {
        json.writeString(new String(bytes, StandardCharsets.UTF_8));
      }
    };
  }

  Shape shape() {
    return shape;
  }

  /**
   * Writes the next elements as nested lists.
   *
   * @param level the first dimension to write: 0 for the whole tensor, 1 for the next row
   */
  void write(JsonGenerator json, int level) throws IOException {
    if (level == shape.numDimensions()) {
      elements.writeNext(json);
      return;
    }
    json.writeStartArray();
    for (long i = 0; i < shape.get(level); i++) {
      write(json, level + 1);
    }
    json.writeEndArray();
  }
}
