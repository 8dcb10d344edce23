package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ImbalanceTest {

  @Test
  void imbalanceIsTheStrongestMinusTheWeakest() {
    assertThat(Imbalance.of(Map.of("image", 0.9, "audio", 0.4, "text", 0.5)))
        .isCloseTo(0.5, within(1e-12));
    assertThat(Imbalance.of(Map.of("image", -0.5, "audio", 0.25))).isEqualTo(0.75);
  }

  @Test
  void imbalanceIsUndefinedIfAScoreIs() {
    assertThat(Imbalance.of(Map.of("image", 0.9, "audio", Double.NaN))).isNaN();
    assertThat(Imbalance.of(Map.of())).isNaN();
  }
}
