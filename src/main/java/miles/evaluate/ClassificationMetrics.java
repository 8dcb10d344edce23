package miles.evaluate;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import miles.config.Score;
import miles.config.TaskConfig.Kind;

/**
 * Metrics of a classification or multi-label task. Means over the classes are unweighted and leave
 * out the classes whose own value is undefined; {@link #leftOut} names those.
 *
 * @param kind classification or multi-label
 * @param samples samples that were scored
 * @param accuracy share of samples whose most probable class is right; multi-label: share of right
 *     decisions over samples and labels
 * @param subsetAccuracy share of samples for which every decision is right; the same as accuracy
 *     unless multi-label
 * @param macroF1 mean F1
 * @param auroc mean area under the ROC curve, one class against the rest
 * @param averagePrecision mean average precision, one class against the rest
 * @param classes each class by itself, in the order of the outputs
 * @param calibration how far the probabilities can be believed
 * @param confusion which class was taken for which; empty for multi-label
 */
public record ClassificationMetrics(
    Kind kind,
    int samples,
    double accuracy,
    double subsetAccuracy,
    double macroF1,
    double auroc,
    double averagePrecision,
    List<ClassMetrics> classes,
    Calibration calibration,
    Optional<ConfusionMatrix> confusion)
    implements Metrics {

  public ClassificationMetrics {
    classes = List.copyOf(classes);
  }

  static ClassificationMetrics of(Predictions predictions) {
    Decisions decisions = Decisions.of(predictions);
    List<ClassMetrics> classes =
        IntStream.range(0, predictions.outputs())
            .mapToObj(c -> classMetrics(predictions, decisions, c))
            .toList();
    return new ClassificationMetrics(
        predictions.kind(),
        predictions.samples(),
        decisions.accuracy(),
        decisions.subsetAccuracy(),
        mean(classes, ClassMetrics::f1),
        mean(classes, ClassMetrics::auroc),
        mean(classes, ClassMetrics::averagePrecision),
        classes,
        Calibration.of(predictions),
        predictions.kind() == Kind.CLASSIFICATION
            ? Optional.of(ConfusionMatrix.of(predictions))
            : Optional.empty());
  }

  @Override
  public double score(Score score) {
    return switch (score) {
      case ACCURACY -> accuracy;
      case MACRO_F1 -> macroF1;
      case AUROC -> auroc;
      case AVERAGE_PRECISION -> averagePrecision;
      case R2 -> throw Metrics.notOf(score, kind);
    };
  }

  /**
   * Returns the indices of the classes that the score's mean leaves out because their own value is
   * undefined; none for accuracy.
   *
   * @throws IllegalArgumentException for R2
   */
  public List<Integer> leftOut(Score score) {
    ToDoubleFunction<ClassMetrics> value =
        switch (score) {
          case ACCURACY -> metrics -> accuracy;
          case MACRO_F1 -> ClassMetrics::f1;
          case AUROC -> ClassMetrics::auroc;
          case AVERAGE_PRECISION -> ClassMetrics::averagePrecision;
          case R2 -> throw Metrics.notOf(score, kind);
        };
    return IntStream.range(0, classes.size())
        .filter(c -> Double.isNaN(value.applyAsDouble(classes.get(c))))
        .boxed()
        .toList();
  }

  private static ClassMetrics classMetrics(Predictions predictions, Decisions decisions, int c) {
    Ranking ranking = Ranking.of(predictions, c);
    return new ClassMetrics(
        decisions.support(c),
        decisions.precision(c),
        decisions.recall(c),
        decisions.f1(c),
        ranking.auroc(),
        ranking.averagePrecision());
  }

  private static double mean(List<ClassMetrics> classes, ToDoubleFunction<ClassMetrics> value) {
    return MacroAverage.of(classes.stream().mapToDouble(value));
  }
}
