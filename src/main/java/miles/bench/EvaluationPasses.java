package miles.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.RunConfig;
import miles.data.Dataset;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Prediction;
import miles.train.Evaluator;

/**
 * Passes over the validation split: with the fused prediction alone, with that of every head too,
 * and with that of every masked subgraph too. No losses are computed.
 */
final class EvaluationPasses {

  static final String PLAIN = "plain";
  static final String HEADS = "heads";
  static final String MASKED = "masked";

  private final BareLoop loop;
  private final boolean heads;
  private final int batchSize;
  private final Dataset data;

  /**
   * @param loop holds graph and variables
   * @param config the run
   * @param data what to evaluate
   */
  EvaluationPasses(BareLoop loop, RunConfig config, Dataset data) {
    this.loop = loop;
    this.data = data;
    this.heads = config.unimodal().heads();
    this.batchSize = config.training().evaluationBatchSize();
  }

  /** Returns the seconds of a pass, by what it predicts, measured in turn. */
  Map<String, Measurement> seconds(int rounds) {
    Map<String, List<Double>> seconds = new LinkedHashMap<>();
    Map<String, Evaluator> evaluators = new LinkedHashMap<>();
    try {
      predictions(loop.graph())
          .forEach(
              (name, predictions) ->
                  evaluators.put(
                      name, new Evaluator(loop.graph(), loop.session(), predictions, false)));
      for (int round = 0; round < rounds + WarmUp.ROUNDS; round++) {
        for (Map.Entry<String, Evaluator> each : evaluators.entrySet()) {
          long started = System.nanoTime();
          each.getValue().predict(data, batchSize);
          double taken = (System.nanoTime() - started) / 1e9;
          if (round >= WarmUp.ROUNDS) {
            seconds.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(taken);
          }
        }
      }
    } finally {
      evaluators.values().forEach(Evaluator::close);
    }
    Map<String, Measurement> measured = new LinkedHashMap<>();
    seconds.forEach((name, values) -> measured.put(name, new Measurement("s", values)));
    return measured;
  }

  private Map<String, List<Prediction>> predictions(FusionGraph graph) {
    Map<String, List<Prediction>> all = new LinkedHashMap<>();
    all.put(PLAIN, List.of(graph.full()));
    if (heads) {
      List<Prediction> withHeads = new ArrayList<>(List.of(graph.full()));
      graph.modalities().forEach(modality -> withHeads.add(graph.head(modality)));
      all.put(HEADS, withHeads);
    }
    List<Prediction> masked = new ArrayList<>(List.of(graph.full()));
    graph.modalities().forEach(modality -> masked.add(graph.only(modality)));
    if (graph.modalities().size() > 2) {
      graph.modalities().forEach(modality -> masked.add(graph.without(modality)));
    }
    all.put(MASKED, masked);
    return all;
  }
}
