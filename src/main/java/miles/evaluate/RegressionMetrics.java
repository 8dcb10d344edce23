package miles.evaluate;

import miles.config.Score;
import miles.config.TaskConfig.Kind;

/**
 * Metrics of a regression; y the target, ŷ the prediction, ȳ the mean target of the samples.
 *
 * @param samples samples that were scored
 * @param r2 coefficient of determination 1 − Σ(y − ŷ)² / Σ(y − ȳ)²; at most 1, negative if worse
 *     than always predicting ȳ; NaN if all targets are equal
 * @param mae mean absolute error, in the target's unit; NaN without samples
 * @param rmse root of the mean squared error, in the target's unit; NaN without samples
 */
public record RegressionMetrics(int samples, double r2, double mae, double rmse)
    implements Metrics {

  static RegressionMetrics of(Predictions predictions) {
    int samples = predictions.samples();
    double total = 0;
    for (int sample = 0; sample < samples; sample++) {
      total += predictions.target(sample, 0);
    }
    double mean = total / samples;
    double absolute = 0;
    double squared = 0;
    double spread = 0;
    for (int sample = 0; sample < samples; sample++) {
      double target = predictions.target(sample, 0);
      double error = target - predictions.probability(sample, 0);
      absolute += Math.abs(error);
      squared += error * error;
      spread += (target - mean) * (target - mean);
    }
    double r2 = spread == 0 ? Double.NaN : 1 - squared / spread;
    return new RegressionMetrics(samples, r2, absolute / samples, Math.sqrt(squared / samples));
  }

  @Override
  public double score(Score score) {
    if (score != Score.R2) {
      throw Metrics.notOf(score, Kind.REGRESSION);
    }
    return r2;
  }
}
