package miles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {

  /** Every value that a key refuses in a file is refused by the record's constructor too. */
  @ParameterizedTest
  @MethodSource("numericKeys")
  void constructorRefusesWhatTheKeyRefuses(Class<?> type, Key key) {
    int index = Key.of(type).indexOf(key);
    List<Object> values = new ArrayList<>(validValues(type));

    for (Object number : refused(key)) {
      values.set(index, number);
      assertThatExceptionOfType(InvalidValueException.class)
          .isThrownBy(() -> variant(type).make(values))
          .satisfies(
              e ->
                  assertThat(e.refusals())
                      .containsExactly(
                          new InvalidValueException.Refusal(
                              key.name(), number.toString(), key.limits().describe())));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "threshold, a number of at least 0",
    "reduction, a number greater than 0 and at most 1",
    "smoothing, a number of at least 0 and less than 1",
    "cumulative, true or false",
    "source, heads or masked",
  })
  void limitsSayWhatIsAllowed(String name, String allowed) {
    Key key =
        Key.of(BalanceConfig.Miles.class).stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow();

    assertThat(key.limits().describe()).isEqualTo(allowed);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "2, false", "3, true", "4, false"})
  void channelsAreGreyOrRgb(int channels, boolean admitted) {
    Key key = Key.of(ModalityConfig.Image.class).get(3);

    assertThat(key.name()).isEqualTo("channels");
    assertThat(key.limits().admits(channels)).isEqualTo(admitted);
  }

  @ParameterizedTest
  @CsvSource({
    "a, true",
    "5, true",
    "left-ear_2, true",
    "a.b, false",
    "_a, false",
    "-a, false",
    "'', false",
    "a b, false",
    "a/b, false",
    "full, false",
    "fusion, false",
    "serving_default, false",
    "raw, false",
    "embed, false",
    "raw_image, false",
    "rawimage, true"
  })
  void modalityNamesCanStandInKeyPathsAndGraphs(String name, boolean admitted) {
    assertThat(Limits.admitsMapKey(name)).isEqualTo(admitted);
  }

  @ParameterizedTest
  @MethodSource("records")
  void defaultsAreAllowed(Class<?> type) {
    Location at = new Location("defaults", 1, 1);
    for (Key key : Key.of(type)) {
      Optional<Node> node = Defaults.of(key, Node.Mapping.empty(at));
      if (node.isPresent() && node.get() instanceof Node.Scalar scalar && !scalar.isNull()) {
        Optional<?> value =
            new Scalars((where, text) -> RunFiles.FOLDER).parse(key.limits().raw(), scalar);
        assertThat(value).as("default of %s", key.name()).isPresent();
        assertThat(key.limits().admits(value.orElseThrow())).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("records")
  void everyRecordIsMadeOfValuesThatItsKeysAdmit(Class<?> type) {
    assertThatNoException().isThrownBy(() -> variant(type).make(validValues(type)));
  }

  static Stream<Arguments> numericKeys() {
    return records()
        .flatMap(
            type ->
                Key.of(type).stream()
                    .filter(key -> !refused(key).isEmpty())
                    .map(key -> Arguments.of(type, key)));
  }

  static Stream<Class<?>> records() {
    return Records.all().stream();
  }

  private static List<Object> refused(Key key) {
    return numbers(key).stream().filter(number -> !key.limits().admits(number)).toList();
  }

  private static List<Object> numbers(Key key) {
    Class<?> raw = key.limits().raw();
    if (raw == int.class) {
      return List.of(Integer.MIN_VALUE, -1, 0, 1, 2, 192_001, Integer.MAX_VALUE);
    } else if (raw == double.class) {
      return List.of(
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          -1.0,
          -0.1,
          0.0,
          1.0,
          1.1,
          Double.POSITIVE_INFINITY);
    }
    return List.of();
  }

  private static List<Object> validValues(Class<?> type) {
    Object valid = new RandomRuns(new Random(7)).record(variant(type));
    return Key.of(type).stream().map(key -> key.valueIn(valid)).toList();
  }

  private static Variant variant(Class<?> type) {
    Optional<Enum<?>> first =
        Variant.isFirstComponentFromKind(type)
            ? Optional.of(EncoderConfig.Recurrent.Cell.GRU)
            : Optional.empty();
    return new Variant(type, first);
  }
}
