package miles.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Medians and ratios by hand. */
class MeasurementTest {

  @Test
  void theMedianIsTheMiddleValueOrTheMeanOfTwo() {
    assertThat(Measurement.of("s", 5, 1, 2).median()).isEqualTo(2);
    assertThat(Measurement.of("s", 5, 1, 2, 4).median()).isEqualTo(3);
    assertThat(Measurement.of("s", 7).median()).isEqualTo(7);
    assertThatIllegalArgumentException().isThrownBy(() -> new Measurement("s", List.of()));
  }

  @Test
  void aRatioIsTakenRoundByRoundAsLongAsBothWereMeasured() {
    Measurement above = Measurement.of("s", 2, 9, 8);

    assertThat(above.over(Measurement.of("s", 1, 3, 2))).isEqualTo(Measurement.of("", 2, 3, 4));
    assertThat(above.least()).isEqualTo(2);
    assertThat(above.greatest()).isEqualTo(9);
    assertThat(above.over(Measurement.of("s", 1))).isEqualTo(Measurement.of("", 2));
  }
}
