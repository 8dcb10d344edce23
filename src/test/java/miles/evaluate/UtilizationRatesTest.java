package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UtilizationRatesTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void rateIsTheShareOfTheFusedScoreLostWithoutTheModality() {
    UtilizationRates rates =
        UtilizationRates.fromWithout(0.8, Map.of("image", 0.4, "audio", 0.6, "text", 0.88));

    assertThat(rates.rates().get("image")).isCloseTo(0.5, EXACT);
    assertThat(rates.rates().get("audio")).isCloseTo(0.25, EXACT);
    assertThat(rates.rates().get("text")).isCloseTo(-0.1, EXACT);
    assertThat(rates.gap()).isCloseTo(0.6, EXACT);
    assertThat(rates.allNegative()).isFalse();
  }

  @Test
  void withTwoModalitiesEachRateIsMeasuredAgainstTheOther() {
    UtilizationRates rates = UtilizationRates.fromUnimodal(0.8, Map.of("image", 0.6, "audio", 0.2));

    assertThat(rates.rates().get("image")).isCloseTo((0.8 - 0.2) / 0.8, EXACT);
    assertThat(rates.rates().get("audio")).isCloseTo((0.8 - 0.6) / 0.8, EXACT);
  }

  @Test
  void withThreeModalitiesTheMiddleOneIsMirrored() {
    UtilizationRates rates =
        UtilizationRates.fromUnimodal(1, Map.of("image", 0.9, "audio", 0.4, "text", 0.5));

    assertThat(rates.rates().get("image")).isCloseTo(0.6, EXACT); // 1 − the weakest
    assertThat(rates.rates().get("audio")).isCloseTo(0.1, EXACT); // 1 − the strongest
    assertThat(rates.rates().get("text")).isCloseTo(0.2, EXACT); // 1 − (0.9 + 0.4 − 0.5)
  }

  @Property
  void unimodalRatesDifferAsTheScoresDo(
      @ForAll @Size(min = 2, max = 6) List<@DoubleRange(min = 0, max = 1) Double> scores,
      @ForAll @DoubleRange(min = 0.1, max = 1) double fused) {
    UtilizationRates rates = UtilizationRates.fromUnimodal(fused, named(scores));

    for (int i = 0; i < scores.size(); i++) {
      for (int j = 0; j < scores.size(); j++) {
        assertThat(rates.rates().get("m" + i) - rates.rates().get("m" + j))
            .isCloseTo((scores.get(i) - scores.get(j)) / fused, within(1e-9));
      }
    }
  }

  @Property
  void unimodalRatesAreAllNegativeExactlyIfFusionIsWorseThanEveryModality(
      @ForAll @Size(min = 2, max = 6) List<@DoubleRange(min = 0, max = 1) Double> scores,
      @ForAll @DoubleRange(min = 0.1, max = 1) double fused) {
    boolean worse = scores.stream().allMatch(score -> fused < score);

    assertThat(UtilizationRates.fromUnimodal(fused, named(scores)).allNegative()).isEqualTo(worse);
  }

  @Property
  void twoModalitiesSwapExactly(
      @ForAll @DoubleRange(min = 0, max = 1) double a,
      @ForAll @DoubleRange(min = 0, max = 1) double b,
      @ForAll @DoubleRange(min = 0.1, max = 1) double fused) {
    assertThat(UtilizationRates.fromUnimodal(fused, Map.of("a", a, "b", b)))
        .isEqualTo(UtilizationRates.fromWithout(fused, Map.of("a", b, "b", a)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -0.5, Double.NaN, Double.POSITIVE_INFINITY})
  void ratesAreUndefinedUnlessTheFusedScoreIsPositive(double fused) {
    UtilizationRates rates = UtilizationRates.fromWithout(fused, Map.of("a", 0.5, "b", 0.1));

    assertThat(rates.defined()).isFalse();
    assertThat(rates.rates().values()).containsOnly(Double.NaN);
    assertThat(rates.gap()).isNaN();
    assertThat(rates.allNegative()).isFalse();
  }

  @Test
  void ratesAreUndefinedIfAScoreIs() {
    Map<String, Double> scores = Map.of("a", Double.NaN, "b", 0.1, "c", 0.2);

    assertThat(UtilizationRates.fromWithout(0.5, scores).rates().values()).containsOnly(Double.NaN);
    assertThat(UtilizationRates.fromUnimodal(0.5, scores).defined()).isFalse();
  }

  @Test
  void oneModalityAloneIsRefused() {
    assertThatThrownBy(() -> UtilizationRates.fromUnimodal(0.5, Map.of("a", 0.1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Map<String, Double> named(List<Double> scores) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (Double score : scores) {
      named.put("m" + named.size(), score);
    }
    return named;
  }
}
