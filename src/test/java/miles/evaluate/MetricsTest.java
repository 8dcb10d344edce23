package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import miles.config.Score;
import miles.config.TaskConfig.Kind;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class MetricsTest {

  private static final Offset<Double> EXACT = within(1e-12);

  /**
   * Six samples, three classes; actual 0 1 2 0 1 2, predicted 0 2 1 0 0 1: the confusion matrix is
   * [[2 0 0] [1 0 1] [0 2 0]].
   */
  private static final Predictions SIX =
      new Predictions(
          Kind.CLASSIFICATION,
          3,
          new float[] {
            .8f, .1f, .1f, //
            .2f, .3f, .5f, //
            .1f, .6f, .3f, //
            .5f, .2f, .3f, //
            .7f, .2f, .1f, //
            .2f, .6f, .2f
          },
          new float[] {
            1, 0, 0, //
            0, 1, 0, //
            0, 0, 1, //
            1, 0, 0, //
            0, 1, 0, //
            0, 0, 1
          });

  @Test
  void classificationIsCountedByClass() {
    ClassificationMetrics metrics = ClassificationMetrics.of(SIX);

    assertThat(metrics.samples()).isEqualTo(6);
    assertThat(metrics.accuracy()).isEqualTo(2.0 / 6);
    assertThat(metrics.subsetAccuracy()).isEqualTo(2.0 / 6);
    assertThat(metrics.confusion())
        .contains(
            new ConfusionMatrix(List.of(List.of(2, 0, 0), List.of(1, 0, 1), List.of(0, 2, 0))));
    ClassMetrics first = metrics.classes().get(0);
    assertThat(first.support()).isEqualTo(2);
    assertThat(first.precision()).isEqualTo(2.0 / 3);
    assertThat(first.recall()).isEqualTo(1);
    assertThat(first.f1()).isEqualTo(4.0 / 5);
    assertThat(metrics.classes().get(1).f1()).isZero();
    assertThat(metrics.macroF1()).isCloseTo(0.8 / 3, EXACT);
  }

  @Test
  void confusionMatrixHasActualRowsAndPredictedColumns() {
    ConfusionMatrix confusion = ConfusionMatrix.of(SIX);

    assertThat(confusion.count(1, 0)).isEqualTo(1);
    assertThat(confusion.count(0, 1)).isZero();
  }

  @Test
  void aurocIsTheMeanOverTheClassesAgainstTheRest() {
    // Class 0: positives .8 .5 against .2 .1 .7 .2 win 4 + 3 of 8 pairs.
    // Class 1: positives .3 .2 against .1 .6 .2 .6 win 2 + 1.5 of 8 pairs.
    // Class 2: positives .3 .2 against .1 .5 .3 .1 win 2.5 + 2 of 8 pairs.
    ClassificationMetrics metrics = ClassificationMetrics.of(SIX);

    assertThat(metrics.classes())
        .extracting(ClassMetrics::auroc)
        .containsExactly(7 / 8.0, 3.5 / 8, 4.5 / 8);
    assertThat(metrics.auroc()).isCloseTo(15 / 24.0, EXACT);
  }

  @Test
  void averagePrecisionIsTheMeanOverTheClassesAgainstTheRest() {
    // Class 0 from the top: .8+ .7 .5+: (1 + 2/3) / 2 = 5/6.
    // Class 1: .6 .6 .3+ (1/3) then .2+ .2 tied (2/5): (1/3 + 2/5) / 2 = 11/30.
    // Class 2: .5, then .3+ .3 tied (1/3), then .2+ (2/4): 5/12.
    ClassificationMetrics metrics = ClassificationMetrics.of(SIX);

    List<Double> each = metrics.classes().stream().map(ClassMetrics::averagePrecision).toList();
    assertThat(each.get(0)).isCloseTo(5 / 6.0, EXACT);
    assertThat(each.get(1)).isCloseTo(11 / 30.0, EXACT);
    assertThat(each.get(2)).isCloseTo(5 / 12.0, EXACT);
    assertThat(metrics.averagePrecision()).isCloseTo((5 / 6.0 + 11 / 30.0 + 5 / 12.0) / 3, EXACT);
  }

  @Test
  void tiedProbabilitiesAreDecidedForTheFirstClass() {
    Predictions tied =
        new Predictions(Kind.CLASSIFICATION, 2, new float[] {.5f, .5f}, new float[] {1, 0});

    assertThat(Metrics.score(Score.ACCURACY, tied)).isEqualTo(1);
  }

  @Test
  void classesThatTheSamplesDoNotDefineAreLeftOutAndSaidSo() {
    // Class 1 occurs but is never predicted; class 2 neither occurs nor is predicted.
    Predictions predictions =
        new Predictions(
            Kind.CLASSIFICATION,
            3,
            new float[] {.6f, .3f, .1f, .5f, .4f, .1f, .7f, .2f, .1f},
            new float[] {1, 0, 0, 0, 1, 0, 1, 0, 0});

    ClassificationMetrics metrics = ClassificationMetrics.of(predictions);

    assertThat(metrics.classes().get(1).precision()).isNaN();
    assertThat(metrics.classes().get(1).recall()).isZero();
    assertThat(metrics.classes().get(2).recall()).isNaN();
    assertThat(metrics.leftOut(Score.MACRO_F1)).containsExactly(2);
    assertThat(metrics.macroF1()).isCloseTo((0.8 + 0) / 2, EXACT);
    assertThat(metrics.leftOut(Score.AUROC)).containsExactly(2);
    assertThat(metrics.auroc()).isEqualTo(1);
    assertThat(metrics.leftOut(Score.AVERAGE_PRECISION)).containsExactly(2);
    assertThat(metrics.leftOut(Score.ACCURACY)).isEmpty();
  }

  @Test
  void multiLabelAccuracyIsTheShareOfRightDecisions() {
    // Decisions: [1 0] against [1 0], [1 1] against [1 0], [0 0] against [0 1].
    Predictions predictions =
        new Predictions(
            Kind.MULTI_LABEL,
            2,
            new float[] {.9f, .1f, .6f, .7f, .2f, .5f},
            new float[] {1, 0, 1, 0, 0, 1});

    ClassificationMetrics metrics = ClassificationMetrics.of(predictions);

    assertThat(metrics.accuracy()).isEqualTo(4.0 / 6);
    assertThat(metrics.subsetAccuracy()).isEqualTo(1.0 / 3);
    assertThat(metrics.classes().get(0).f1()).isEqualTo(1);
    assertThat(metrics.classes().get(1).f1()).isZero();
    assertThat(metrics.classes().get(1).support()).isEqualTo(1);
    assertThat(metrics.macroF1()).isEqualTo(0.5);
    assertThat(metrics.auroc()).isEqualTo((1 + 0.5) / 2);
    assertThat(metrics.confusion()).isEmpty();
  }

  @Test
  void aLabelOfExactlyTheThresholdIsNotGiven() {
    Predictions predictions =
        new Predictions(Kind.MULTI_LABEL, 1, new float[] {.5f}, new float[] {0});

    assertThat(Metrics.score(Score.ACCURACY, predictions)).isEqualTo(1);
  }

  @Test
  void regressionHasErrorsInTheTargetsUnit() {
    // Errors .5 −.5 0 −1; the targets' mean is 2.875 and their spread 29.1875.
    Predictions predictions =
        new Predictions(
            Kind.REGRESSION, 1, new float[] {2.5f, 0, 2, 8}, new float[] {3, -.5f, 2, 7});

    RegressionMetrics metrics = RegressionMetrics.of(predictions);

    assertThat(metrics.mae()).isEqualTo(0.5);
    assertThat(metrics.rmse()).isCloseTo(Math.sqrt(0.375), EXACT);
    assertThat(metrics.r2()).isCloseTo(1 - 1.5 / 29.1875, EXACT);
  }

  @Test
  void r2OfEqualTargetsIsUndefined() {
    Predictions predictions =
        new Predictions(Kind.REGRESSION, 1, new float[] {1, 2}, new float[] {2, 2});

    assertThat(RegressionMetrics.of(predictions).r2()).isNaN();
    assertThat(RegressionMetrics.of(predictions).mae()).isEqualTo(0.5);
  }

  @Test
  void scoreOfMetricsAndOfPredictionsAreTheSame() {
    for (Score score :
        List.of(Score.ACCURACY, Score.MACRO_F1, Score.AUROC, Score.AVERAGE_PRECISION)) {
      assertThat(Metrics.score(score, SIX))
          .isEqualTo(Metrics.of(SIX).score(score))
          .isBetween(0., 1.);
    }
    Predictions regression =
        new Predictions(Kind.REGRESSION, 1, new float[] {1, 2}, new float[] {1, 3});
    assertThat(Metrics.score(Score.R2, regression))
        .isEqualTo(Metrics.of(regression).score(Score.R2))
        .isEqualTo(0.5);
  }

  @Test
  void scoresOfAnotherKindAreRefused() {
    Predictions regression = new Predictions(Kind.REGRESSION, 1, new float[] {1}, new float[] {1});

    assertThatThrownBy(() -> Metrics.score(Score.R2, SIX))
        .hasMessage(
            "score R2 does not go with CLASSIFICATION; "
                + "allowed: r2 for regression, any other score for classes");
    assertThatThrownBy(() -> Metrics.score(Score.AUROC, regression))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Metrics.of(SIX).score(Score.R2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Metrics.of(regression).score(Score.AUROC))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void nothingIsDefinedWithoutSamples() {
    Predictions none = new Predictions(Kind.CLASSIFICATION, 2, new float[0], new float[0]);
    Predictions noNumbers = new Predictions(Kind.REGRESSION, 1, new float[0], new float[0]);

    for (Score score :
        List.of(Score.ACCURACY, Score.MACRO_F1, Score.AUROC, Score.AVERAGE_PRECISION)) {
      assertThat(Metrics.score(score, none)).isNaN();
    }
    assertThat(RegressionMetrics.of(noNumbers).rmse()).isNaN();
  }
}
