package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import miles.config.TaskConfig.Kind;
import miles.evaluate.Calibration.Bin;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private static final double EXACT = 1e-7;

  @Test
  void confidenceIsSetBesideTheShareThatWasRight() {
    float[] probabilities = {0.9f, 0.1f, 0.92f, 0.08f, 0.41f, 0.59f, 0.45f, 0.55f};
    float[] targets = {1, 0, 0, 1, 0, 1, 0, 1};
    Calibration calibration =
        Calibration.of(new Predictions(Kind.CLASSIFICATION, 2, probabilities, targets));
    // Bins of 1/15: 0.55 and 0.59 share (8/15, 9/15]; 0.9 and 0.92 share (13/15, 14/15].
    assertThat(calibration.bins()).hasSize(2);
    Bin unsure = calibration.bins().get(0);
    assertThat(unsure.count()).isEqualTo(2);
    assertThat(unsure.low()).isEqualTo(8 / 15.0);
    assertThat(unsure.high()).isEqualTo(9 / 15.0);
    assertThat(unsure.confidence()).isCloseTo(0.57, within(EXACT));
    assertThat(unsure.accuracy()).isEqualTo(1);
    Bin sure = calibration.bins().get(1);
    assertThat(sure.confidence()).isCloseTo(0.91, within(EXACT));
    assertThat(sure.accuracy()).isEqualTo(0.5);
    assertThat(calibration.expectedError())
        .isCloseTo(0.5 * (1 - 0.57) + 0.5 * (0.91 - 0.5), within(EXACT));
  }

  @Test
  void everyLabelOfAMultiLabelTaskHasAConfidenceOfItsOwn() {
    Calibration calibration =
        Calibration.of(
            new Predictions(
                Kind.MULTI_LABEL, 2, new float[] {0, 1, 0.3f, 0.3f}, new float[] {0, 1, 1, 0}));
    assertThat(calibration.bins()).extracting(Bin::count).containsExactly(1, 2, 1);
    assertThat(calibration.bins()).extracting(Bin::accuracy).containsExactly(0.0, 0.5, 1.0);
    assertThat(calibration.expectedError()).isCloseTo(0.5 * 0.2, within(EXACT));
  }

  @Test
  void withoutSamplesNothingIsKnownAndRegressionHasNoConfidence() {
    Calibration none =
        Calibration.of(new Predictions(Kind.CLASSIFICATION, 3, new float[0], new float[0]));
    assertThat(none.expectedError()).isNaN();
    assertThat(none.bins()).isEmpty();
    Predictions numbers = new Predictions(Kind.REGRESSION, 1, new float[] {1}, new float[] {2});
    assertThatThrownBy(() -> Calibration.of(numbers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("multi-label");
  }
}
