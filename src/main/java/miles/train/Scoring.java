package miles.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import miles.config.RunConfig;
import miles.config.TaskConfig;
import miles.data.Dataset;
import miles.evaluate.Metrics;
import miles.evaluate.ModalityScores;
import miles.evaluate.ModalityScores.View;
import miles.evaluate.Predictions;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Prediction;

/**
 * The scores that training follows: fused, of every head, with every modality alone, and without
 * every modality.
 *
 * <p>The fused and the masked predictions are scored on all samples, those that lack a modality
 * included, so that their differences are what a modality adds to the whole. A head is scored on
 * the samples that have its modality, as it is trained.
 */
final class Scoring {

  private final TaskConfig task;
  private final List<String> modalities;
  private final boolean heads;

  Scoring(RunConfig run) {
    this.task = run.task();
    this.modalities = List.copyOf(run.modalities().keySet());
    this.heads = run.unimodal().heads() && run.balance().method().trainsHeads();
  }

  /**
   * Returns whether heads are trained and so scored: a joint run has them, but does not train them.
   */
  boolean heads() {
    return heads;
  }

  /** Returns the predictions that {@link #of} needs; with two modalities none is there twice. */
  List<Prediction> predictions(FusionGraph graph) {
    List<Prediction> predictions = new ArrayList<>(List.of(graph.full()));
    if (heads) {
      modalities.forEach(modality -> predictions.add(graph.head(modality)));
    }
    modalities.forEach(modality -> predictions.add(graph.only(modality)));
    if (modalities.size() > 2) {
      modalities.forEach(modality -> predictions.add(graph.without(modality)));
    }
    return predictions;
  }

  /** Scores the probabilities that a data set's samples got. */
  ModalityScores of(Dataset data, Probabilities probabilities) {
    float[] targets = Evaluator.targets(data);
    Function<View, Map<String, Double>> masked =
        view ->
            each(modality -> score(probabilities.of(view.name(modality)), targets, data.outputs()));
    return new ModalityScores(
        score(probabilities.of(ModalityScores.FULL), targets, data.outputs()),
        heads ? each(modality -> head(data, probabilities, modality)) : Map.of(),
        masked.apply(View.ONLY),
        modalities.size() > 2 ? masked.apply(View.WITHOUT) : Map.of());
  }

  private double head(Dataset data, Probabilities probabilities, String modality) {
    float[] values = probabilities.of(View.HEAD.name(modality));
    return Metrics.score(
        task.score(), present(task.kind(), data, values, modalities.indexOf(modality)));
  }

  /** Returns the predictions of the samples that have a modality. */
  static Predictions present(
      TaskConfig.Kind kind, Dataset data, float[] probabilities, int modality) {
    int[] rows = IntStream.range(0, data.size()).filter(row -> data.has(row, modality)).toArray();
    int outputs = data.outputs();
    float[] chosen = new float[rows.length * outputs];
    float[] targets = new float[rows.length * outputs];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(probabilities, rows[i] * outputs, chosen, i * outputs, outputs);
      data.target(rows[i], targets, i * outputs);
    }
    return new Predictions(kind, outputs, chosen, targets);
  }

  private Map<String, Double> each(Function<String, Double> score) {
    Map<String, Double> scores = new LinkedHashMap<>();
    modalities.forEach(modality -> scores.put(modality, score.apply(modality)));
    return scores;
  }

  private double score(float[] probabilities, float[] targets, int outputs) {
    return Metrics.score(
        task.score(), new Predictions(task.kind(), outputs, probabilities, targets));
  }
}
