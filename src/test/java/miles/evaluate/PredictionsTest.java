package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import miles.config.TaskConfig.Kind;
import org.junit.jupiter.api.Test;

class PredictionsTest {

  @Test
  void divergedPredictionsAreRefusedWithTheirPlace() {
    assertThatThrownBy(
            () ->
                new Predictions(
                    Kind.MULTI_LABEL, 2, new float[] {0, 1, 0, Float.NaN}, new float[4]))
        .hasMessage(
            "prediction of sample 1, output 1 is NaN; "
                + "allowed: finite numbers: the model has diverged");
  }

  @Test
  void lengthsMustBeWholeRows() {
    assertThatThrownBy(() -> new Predictions(Kind.MULTI_LABEL, 2, new float[4], new float[2]))
        .hasMessage("4 predicted values and 2 target values are not rows of 2 outputs");
    assertThatThrownBy(() -> new Predictions(Kind.MULTI_LABEL, 2, new float[3], new float[3]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void targetsMustBeOfTheirKind() {
    float[] probabilities = new float[2];

    assertThatThrownBy(
            () -> new Predictions(Kind.MULTI_LABEL, 2, probabilities, new float[] {1, .5f}))
        .hasMessage("target of sample 0, output 1 is 0.5; allowed: 0 and 1");
    assertThatThrownBy(
            () -> new Predictions(Kind.CLASSIFICATION, 2, probabilities, new float[] {1, 1}))
        .hasMessage("target of sample 0 has 2 classes; allowed: exactly one");
    assertThatThrownBy(
            () -> new Predictions(Kind.CLASSIFICATION, 2, probabilities, new float[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Predictions(
                    Kind.REGRESSION, 1, probabilities, new float[] {1, Float.POSITIVE_INFINITY}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void regressionHasOneOutput() {
    assertThatThrownBy(() -> new Predictions(Kind.REGRESSION, 2, new float[2], new float[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
