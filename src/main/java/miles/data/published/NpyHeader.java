package miles.data.published;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import miles.data.DataException;

/**
 * What an npy file says of its array: a Python dictionary with the keys descr, fortran_order and
 * shape.
 *
 * @param type of a value
 * @param bigEndian whether a value's first byte is its highest
 * @param fortran whether the first index varies fastest
 * @param shape sizes of the axes, at least one axis, each at least 1
 */
record NpyHeader(Type type, boolean bigEndian, boolean fortran, List<Integer> shape) {

  /** The types that are read. */
  enum Type {
    FLOAT_4("f4"),
    FLOAT_8("f8"),
    UNSIGNED_1("u1"),
    SIGNED_4("i4"),
    SIGNED_8("i8");

    private final String code;

    Type(String code) {
      this.code = code;
    }

    /** Bytes of one value. */
    int bytes() {
      return code.charAt(1) - '0';
    }

    static Optional<Type> of(String code) {
      return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }
  }

  private static final Pattern DICTIONARY =
      Pattern.compile("\\{\\s*(?<items>'.*?)\\s*,?\\s*}\\s*", Pattern.DOTALL);
  private static final Pattern DESCR = key("descr", "'(?<value>[^']*)'");
  private static final Pattern FORTRAN = key("fortran_order", "(?<value>True|False)");

  /** Python 2 wrote whole numbers with an L on some systems. */
  private static final Pattern SHAPE = key("shape", "\\((?<value>[0-9L,\\s]*)\\)");

  NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * Reads a header.
   *
   * @param file the file's name, for messages
   * @param text the dictionary
   * @throws DataException if it cannot be read, or the array is of another kind
   */
  static NpyHeader parse(String file, String text) {
    if (!DICTIONARY.matcher(text).matches()) {
      throw new DataException(
          "%s: its header is no dictionary of Python. Download the file again.".formatted(file));
    }
    String descr = value(DESCR, text).orElse("of another kind");
    Optional<Type> type =
        descr.matches("[<>|=]..") ? Type.of(descr.substring(1)) : Optional.empty();
    if (type.isEmpty()) {
      throw new DataException(
          "%s: its values are %s; read are f4, f8, u1, i4 and i8. Save the array again as numbers: numpy.save(file, array.astype(\"float32\"))."
              .formatted(file, descr));
    }
    Optional<String> order = value(FORTRAN, text);
    List<Integer> shape = value(SHAPE, text).flatMap(NpyHeader::sizes).orElse(List.of());
    if (order.isEmpty() || shape.isEmpty() || shape.contains(0)) {
      throw new DataException(
          "%s: its header has no order, or no shape of one to %d axes with values. Download the file again."
              .formatted(file, MOST_AXES));
    }
    return new NpyHeader(type.get(), descr.charAt(0) == '>', order.get().equals("True"), shape);
  }

  private static final int MOST_AXES = 8;

  /** Returns the number of values. */
  long values() {
    return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
  }

  private static Optional<List<Integer>> sizes(String text) {
    List<String> sizes =
        Arrays.stream(text.split(",", -1)).map(String::strip).filter(s -> !s.isEmpty()).toList();
    boolean known =
        sizes.size() <= MOST_AXES && sizes.stream().allMatch(s -> s.matches("[0-9]{1,9}L?"));
    return known
        ? Optional.of(sizes.stream().map(s -> Integer.valueOf(s.replace("L", ""))).toList())
        : Optional.empty();
  }

  private static Pattern key(String name, String value) {
    return Pattern.compile("[{,]\\s*'" + name + "'\\s*:\\s*" + value + "\\s*[,}]");
  }

  private static Optional<String> value(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group("value")) : Optional.empty();
  }
}
