package miles.serve;

import com.fasterxml.jackson.core.Base64Variant;
import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TString;

/**
 * Collects the values of one input while they are parsed: nested lists of equal lengths, the
 * elements in row-major order.
 */
final class TensorReader {

  private static final int LARGEST_RANK = 254;
  private static final int UNKNOWN = -1;
  private static final Base64Variant BASE64 = Base64Variants.MIME_NO_LINEFEEDS.withPaddingAllowed();

  private final String name;
  private final AskedSignature signature;
  private final TensorInfo info;
  private final Optional<ElementType> type;
  private final List<byte[]> strings = new ArrayList<>();
  private final long[] lengths = new long[LARGEST_RANK];
  private ByteBuffer numbers = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
  private int rank = UNKNOWN;
  private int items;

  /**
   * @param name the input's name in the signature
   * @throws RefusedRequest if JSON cannot hold the input's type
   */
  TensorReader(String name, AskedSignature signature) throws RefusedRequest {
    this.name = name;
    this.signature = signature;
    this.info = signature.definition().getInputsOrThrow(name);
    this.type = ElementType.of(info.getDtype());
    boolean readable = type.map(ElementType::isReadable).orElse(isString());
    if (!readable || info.getName().isEmpty()) {
      throw new RefusedRequest(
          RefusedRequest.NOT_IMPLEMENTED,
          "input \"%s\" has the type %s, which this server does not read from JSON."
              .formatted(name, info.getDtype()));
    }
    Arrays.fill(lengths, UNKNOWN);
  }

  /** Returns the input's name. */
  String name() {
    return name;
  }

  /** Returns whether the signature leaves the first dimension free, as that of a batch. */
  boolean isBatched() {
    TensorShapeProto shape = info.getTensorShape();
    return shape.getDimCount() > 0 && shape.getDim(0).getSize() == Shape.UNKNOWN_SIZE;
  }

  /**
   * Returns whether the first dimension can be that of a batch: it is free, or no rank is known.
   */
  boolean mayBeBatched() {
    return isBatched() || info.getTensorShape().getUnknownRank();
  }

  /** Reads the value at which the parser stands: an instance's, or the whole input. */
  void readItem(JsonParser json) throws IOException, RefusedRequest {
    read(json, 0);
    items++;
  }

  /** Reads the rest of {@code {"b64": …}}; the parser stands at the key. */
  void readBase64Item(JsonParser json) throws IOException, RefusedRequest {
    if (!isString()) {
      throw refuseObject();
    }
    fixRank(0);
    readBase64(json);
    items++;
  }

  private void read(JsonParser json, int level) throws IOException, RefusedRequest {
    if (json.currentToken() == JsonToken.START_ARRAY) {
      if (level >= LARGEST_RANK || (rank != UNKNOWN && level >= rank)) {
        throw refuse("a list is nested deeper than the others (%d levels)".formatted(level + 1));
      }
      long length = 0;
      while (json.nextToken() != JsonToken.END_ARRAY) {
        read(json, level + 1);
        length++;
      }
      if (length == 0) {
        fixRank(level + 1);
      }
      fixLength(level, length);
    } else {
      fixRank(level);
      readElement(json);
    }
  }

  private void fixRank(int found) throws RefusedRequest {
    if (rank != UNKNOWN && rank != found) {
      throw refuse(
          "values at a depth of %d lists beside others at %d; a tensor's lists are nested equally deep"
              .formatted(found, rank));
    }
    rank = found;
  }

  private void fixLength(int level, long length) throws RefusedRequest {
    if (lengths[level] != UNKNOWN && lengths[level] != length) {
      throw refuse(
          "a list of %d elements beside one of %d at depth %d; a tensor's lists are equally long"
              .formatted(length, lengths[level], level + 1));
    }
    lengths[level] = length;
  }

  private void readElement(JsonParser json) throws IOException, RefusedRequest {
    if (isString()) {
      readString(json);
      return;
    }
    ElementType element = type.orElseThrow();
    if (numbers.remaining() < element.bytes()) {
      grow();
    }
    try {
      element.read(json, numbers);
    } catch (ElementType.Unfit e) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        throw refuseObject();
      }
      boolean number = json.currentToken().isNumeric();
      throw refuse(
          number
              ? "%s is not %s, which is what %s allows"
                  .formatted(Json.excerpt(json), element.allowed(), info.getDtype())
              : "%s is not a %s; the input takes %s"
                  .formatted(Json.excerpt(json), element.noun(), taken(element)));
    }
  }

  /** Clients send files to the signature of preprocessed numbers when they name none. */
  private RefusedRequest refuseObject() {
    Optional<String> other = signature.takingBytes(name);
    return RefusedRequest.badRequest(
        "input \"%s\" of signature \"%s\" takes %s%s."
            .formatted(
                name,
                signature.name(),
                taken(type.orElseThrow()),
                other
                    .map("; to send files, add \"signature_name\": \"%s\""::formatted)
                    .orElse(", not an object")));
  }

  /** Returns what a sample of the input consists of. */
  private String taken(ElementType element) {
    TensorShapeProto shape = info.getTensorShape();
    if (shape.getUnknownRank()) {
      return "%ss of any shape".formatted(element.noun());
    }
    TensorShapeProto sample = isBatched() ? shape.toBuilder().removeDim(0).build() : shape;
    return sample.getDimCount() == 0
        ? "one %s a sample".formatted(element.noun())
        : "%ss of shape %s".formatted(element.noun(), Json.shape(sample));
  }

  private void grow() {
    int capacity = Math.multiplyExact(numbers.capacity(), 2);
    numbers = ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder()).put(numbers.flip());
  }

  private void readString(JsonParser json) throws IOException, RefusedRequest {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      strings.add(json.getText().getBytes(StandardCharsets.UTF_8));
    } else if (json.currentToken() == JsonToken.START_OBJECT
        && json.nextToken() == JsonToken.FIELD_NAME) {
      readBase64(json);
    } else {
      throw refuse(
          "%s is not a string or {\"b64\": \"…\"}, which is what DT_STRING allows"
              .formatted(Json.excerpt(json)));
    }
  }

  private void readBase64(JsonParser json) throws IOException, RefusedRequest {
    boolean whole = json.currentName().equals("b64") && json.nextToken() == JsonToken.VALUE_STRING;
    if (!whole) {
      throw refuse("an object where only a string or {\"b64\": \"…\"} is allowed");
    }
    try {
      strings.add(json.getBinaryValue(BASE64));
    } catch (JsonParseException | IllegalArgumentException e) {
      throw refuse("the value of \"b64\" is no base64: " + Json.firstSentence(e));
    }
    if (json.nextToken() != JsonToken.END_OBJECT) {
      throw refuse("{\"b64\": \"…\"} has one key only");
    }
  }

  private RefusedRequest refuse(String what) {
    return RefusedRequest.badRequest("input \"%s\", item %d: %s.".formatted(name, items, what));
  }

  private boolean isString() {
    return info.getDtype() == DataType.DT_STRING;
  }

  /**
   * Returns the shape of what was read.
   *
   * @param rows whether each item was an instance, a row of a batch
   * @throws RefusedRequest if the signature has another rank, or another size in any dimension but
   *     the first, which is the batch
   */
  Shape shape(boolean rows) throws RefusedRequest {
    long[] sizes = new long[rank + (rows ? 1 : 0)];
    if (rows) {
      sizes[0] = items;
    }
    System.arraycopy(lengths, 0, sizes, rows ? 1 : 0, rank);
    // A list that is empty hides the lengths of those inside it.
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.max(sizes[i], 0);
    }
    Shape shape = Shape.of(sizes);
    TensorShapeProto declared = info.getTensorShape();
    boolean fits = declared.getUnknownRank() || declared.getDimCount() == sizes.length;
    for (int i = 1; fits && !declared.getUnknownRank() && i < sizes.length; i++) {
      long size = declared.getDim(i).getSize();
      fits = size == Shape.UNKNOWN_SIZE || size == sizes[i];
    }
    if (!fits) {
      throw RefusedRequest.badRequest(
          "input \"%s\" has the shape %s; the signature takes %s, where the first dimension is the batch."
              .formatted(name, Arrays.toString(sizes), Json.shape(declared)));
    }
    return shape;
  }

  /** Returns a new tensor of what was read, which the caller closes. */
  Tensor tensor(Shape shape) {
    if (isString()) {
      return TString.tensorOfBytes(shape, DataBuffers.ofObjects(strings.toArray(byte[][]::new)));
    }
    Tensor tensor = Tensor.of(type.orElseThrow().tensorType(), shape);
    tensor.asRawTensor().data().write(numbers.array(), 0, numbers.position());
    return tensor;
  }
}
