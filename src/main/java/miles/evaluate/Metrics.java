package miles.evaluate;

import miles.config.Score;
import miles.config.TaskConfig.Kind;

/** The metrics of one split's predictions. */
public sealed interface Metrics permits ClassificationMetrics, RegressionMetrics {

  /** Returns the number of samples that were scored. */
  int samples();

  /**
   * Returns one of these metrics as a score, NaN if it is undefined.
   *
   * @throws IllegalArgumentException if the score is not one of this kind of task
   */
  double score(Score score);

  /** Computes every metric of the predictions' kind. */
  static Metrics of(Predictions predictions) {
    return predictions.kind() == Kind.REGRESSION
        ? RegressionMetrics.of(predictions)
        : ClassificationMetrics.of(predictions);
  }

  /**
   * Computes one score alone, which is what training needs after every epoch.
   *
   * @return the score, the larger the better; NaN if the samples do not define it
   * @throws IllegalArgumentException if the score is not one of the predictions' kind
   */
  static double score(Score score, Predictions predictions) {
    if ((score == Score.R2) != (predictions.kind() == Kind.REGRESSION)) {
      throw notOf(score, predictions.kind());
    }
    return switch (score) {
      case ACCURACY -> Decisions.of(predictions).accuracy();
      case MACRO_F1 -> Decisions.of(predictions).macroF1();
      case AUROC -> MacroAverage.of(Ranking.aurocs(predictions));
      case AVERAGE_PRECISION -> MacroAverage.of(Ranking.averagePrecisions(predictions));
      case R2 -> RegressionMetrics.of(predictions).r2();
    };
  }

  /** Says that a score is not one of a kind of task. */
  static IllegalArgumentException notOf(Score score, Kind kind) {
    return new IllegalArgumentException(
        "score %s does not go with %s; allowed: r2 for regression, any other score for classes"
            .formatted(score, kind));
  }
}
