package miles.evaluate;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import miles.config.TaskConfig.Kind;

/**
 * How often each class was taken for each other.
 *
 * @param counts {@code [classes, classes]}: row = the class that is right, column = the class that
 *     was predicted
 */
public record ConfusionMatrix(List<List<Integer>> counts) {

  public ConfusionMatrix {
    counts = counts.stream().map(List::copyOf).toList();
    int classes = counts.size();
    if (counts.stream().anyMatch(row -> row.size() != classes)) {
      throw new IllegalArgumentException("confusion matrix is not square: " + counts);
    }
  }

  /**
   * Counts the decisions of a classification.
   *
   * @throws IllegalArgumentException if the predictions are of another kind
   */
  public static ConfusionMatrix of(Predictions predictions) {
    if (predictions.kind() != Kind.CLASSIFICATION) {
      throw new IllegalArgumentException(
          "no confusion matrix for " + predictions.kind() + "; allowed: classification");
    }
    int classes = predictions.outputs();
    int[][] counts = new int[classes][classes];
    for (int sample = 0; sample < predictions.samples(); sample++) {
      counts[predictions.targetClass(sample)][predictions.predictedClass(sample)]++;
    }
    return new ConfusionMatrix(
        Arrays.stream(counts).map(row -> IntStream.of(row).boxed().toList()).toList());
  }

  /** Returns how many samples of the actual class were predicted as the predicted class. */
  public int count(int actual, int predicted) {
    return counts.get(actual).get(predicted);
  }
}
