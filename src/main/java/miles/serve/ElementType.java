package miles.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** How the elements of a tensor of fixed-size elements are written in JSON and in memory. */
final class ElementType {

  // Larger ones are not all among the values of the type; TensorFlow Serving draws the same line.
  private static final long WHOLE_FLOATS = (1L << 24) - 1;
  private static final long WHOLE_DOUBLES = (1L << 53) - 1;

  private static final List<ElementType> ALL =
      List.of(
          new ElementType(
              DataType.DT_FLOAT,
              TFloat32.class,
              Float.BYTES,
              "a number within the range of float32; whole ones up to 16777215 either way",
              (json, to) -> to.putFloat(floatOf(json)),
              (from, json) -> json.writeNumber(from.getFloat())),
          new ElementType(
              DataType.DT_DOUBLE,
              TFloat64.class,
              Double.BYTES,
              "a number within the range of float64; whole ones up to 9007199254740991 either way",
              (json, to) -> to.putDouble(doubleOf(json)),
              (from, json) -> json.writeNumber(from.getDouble())),
          new ElementType(
              DataType.DT_INT32,
              TInt32.class,
              Integer.BYTES,
              "a whole number, -2147483648 to 2147483647",
              (json, to) -> to.putInt((int) whole(json, Integer.MIN_VALUE, Integer.MAX_VALUE)),
              (from, json) -> json.writeNumber(from.getInt())),
          new ElementType(
              DataType.DT_INT64,
              TInt64.class,
              Long.BYTES,
              "a whole number of 64 bits",
              (json, to) -> to.putLong(whole(json, Long.MIN_VALUE, Long.MAX_VALUE)),
              (from, json) -> json.writeNumber(from.getLong())),
          new ElementType(
              DataType.DT_UINT8,
              TUint8.class,
              Byte.BYTES,
              "a whole number, 0 to 255",
              (json, to) -> to.put((byte) whole(json, 0, 255)),
              (from, json) -> json.writeNumber(from.get() & 0xFF)),
          new ElementType(
              DataType.DT_UINT16,
              TUint16.class,
              Short.BYTES,
              "a whole number, 0 to 65535",
              (json, to) -> to.putShort((short) whole(json, 0, 65_535)),
              (from, json) -> json.writeNumber(from.getShort() & 0xFFFF)),
          new ElementType(
              DataType.DT_BOOL,
              TBool.class,
              Byte.BYTES,
              "true or false",
              (json, to) -> to.put(truth(json)),
              (from, json) -> json.writeBoolean(from.get() != 0)),
          new ElementType(
              DataType.DT_HALF,
              TFloat16.class,
              Short.BYTES,
              "",
              null,
              (from, json) -> json.writeNumber(half(from.getShort()))),
          new ElementType(
              DataType.DT_BFLOAT16,
              TBfloat16.class,
              Short.BYTES,
              "",
              null,
              (from, json) -> json.writeNumber(Float.intBitsToFloat(from.getShort() << 16))));

  /** A JSON value that an element cannot hold. */
  static final class Unfit extends Exception {
    private static final long serialVersionUID = 1L;
  }

  @FunctionalInterface
  private interface Reader {
    void read(JsonParser json, ByteBuffer to) throws IOException, Unfit;
  }

  @FunctionalInterface
  private interface Writer {
    void write(ByteBuffer from, JsonGenerator json) throws IOException;
  }

  private final DataType dataType;
  private final Class<? extends TType> tensorType;
  private final int bytes;
  private final String allowed;
  private final @Nullable Reader reader;
  private final Writer writer;

  private ElementType(
      DataType dataType,
      Class<? extends TType> tensorType,
      int bytes,
      String allowed,
      @Nullable Reader reader,
      Writer writer) {
    this.dataType = dataType;
    this.tensorType = tensorType;
    this.bytes = bytes;
    this.allowed = allowed;
    this.reader = reader;
    this.writer = writer;
  }

  /** Returns the type for TensorFlow's data type; none for strings and what is not supported. */
  static Optional<ElementType> of(DataType dataType) {
    return ALL.stream().filter(type -> type.dataType == dataType).findFirst();
  }

  Class<? extends TType> tensorType() {
    return tensorType;
  }

  /** Returns the size of an element in memory. */
  int bytes() {
    return bytes;
  }

  /** Returns, in words, what a client may send. */
  String allowed() {
    return allowed;
  }

  /** Returns what kind of value a client may send. */
  String noun() {
    return dataType == DataType.DT_BOOL ? "truth value" : "number";
  }

  /** Returns whether a client may send this type. */
  boolean isReadable() {
    return reader != null;
  }

  /** Appends the value at which a parser stands. */
  void read(JsonParser json, ByteBuffer to) throws IOException, Unfit {
    if (reader == null) {
      throw new Unfit();
    }
    reader.read(json, to);
  }

  /** Writes the next element as JSON. */
  void write(ByteBuffer from, JsonGenerator json) throws IOException {
    writer.write(from, json);
  }

  private static float floatOf(JsonParser json) throws IOException, Unfit {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return whole(json, -WHOLE_FLOATS, WHOLE_FLOATS);
    }
    requireNumber(json);
    float value = json.getFloatValue();
    if (Float.isInfinite(value) && !json.isNaN()) {
      throw new Unfit();
    }
    return value;
  }

  private static double doubleOf(JsonParser json) throws IOException, Unfit {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return whole(json, -WHOLE_DOUBLES, WHOLE_DOUBLES);
    }
    requireNumber(json);
    double value = json.getDoubleValue();
    if (Double.isInfinite(value) && !json.isNaN()) {
      throw new Unfit();
    }
    return value;
  }

  private static void requireNumber(JsonParser json) throws Unfit {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_FLOAT) {
      throw new Unfit();
    }
  }

  private static long whole(JsonParser json, long least, long most) throws IOException, Unfit {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
        || json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      throw new Unfit();
    }
    long value = json.getLongValue();
    if (value < least || value > most) {
      throw new Unfit();
    }
    return value;
  }

  private static byte truth(JsonParser json) throws Unfit {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> 1;
      case VALUE_FALSE -> 0;
      default -> throw new Unfit();
    };
  }

  /** IEEE 754 binary16: 1 sign bit, 5 of the exponent, 10 of the fraction. */
  private static float half(short bits) {
    int exponent = (bits >> 10) & 0x1F;
    int fraction = bits & 0x3FF;
    float size;
    if (exponent == 0x1F) {
      size = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else if (exponent == 0) {
      size = Math.scalb((float) fraction, -24);
    } else {
      size = Math.scalb((float) (fraction | 0x400), exponent - 25);
    }
    return bits < 0 ? -size : size;
  }
}
