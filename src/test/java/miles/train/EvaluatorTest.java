package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import miles.config.RunConfig;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.LoadedData;
import miles.evaluate.ModalityScores;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Purpose;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Session;

/** Evaluates a checkpoint in an inference graph of its own, as the command line does. */
class EvaluatorTest {

  /** Rows of another batch may be summed in another order. */
  private static final Offset<Float> ROUNDING = within(1e-6f);

  @TempDir Path folder;
  private RunConfig config;
  private LoadedData data;
  private RunResult trained;
  private FusionGraph graph;
  private Session session;

  @BeforeEach
  void trainAndRestore() throws IOException {
    SyntheticData.complementary(folder, 3, 160, 0.3);
    config = TestRuns.config(folder, 3, "training.evaluation_batch_size=32");
    trained = TestRuns.train(config, folder.resolve("run"));
    data = TestRuns.load(config);
    graph =
        FusionGraph.build(
            config,
            data.preprocessing().features(),
            data.preprocessing().outputs(),
            Purpose.INFERENCE);
    session = Sessions.open(graph.graph(), config.training().threads());
    new Checkpoints(trained.layout().checkpoints()).best().restore(session);
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void theBestCheckpointScoresInAnInferenceGraphWhatItScoredInTraining() {
    Scoring scoring = new Scoring(config);
    try (Evaluator evaluator = new Evaluator(graph, session, scoring.predictions(graph))) {
      ModalityScores scores =
          scoring.of(data.validation(), evaluator.predict(data.validation(), 32));
      assertThat(scores.named()).isEqualTo(trained.best().scores());
    }
  }

  @Test
  void theSizeOfABatchChangesNothing() {
    try (Evaluator evaluator = new Evaluator(graph, session, List.of(graph.full()))) {
      float[] whole = evaluator.predict(data.test(), 1000).of("full");
      assertThat(evaluator.predict(data.test(), 7).of("full")).containsExactly(whole, ROUNDING);
      Batch batch = data.test().batch(5);
      data.test().read(new int[] {9, 3}, 0, 2, batch);
      Probabilities some = evaluator.predict(batch);
      assertThat(some.samples()).isEqualTo(2);
      assertThat(some.of("full")).containsExactly(concat(row(whole, 9), row(whole, 3)), ROUNDING);
    }
  }

  @Test
  void aSampleThatLacksAModalityIsPredictedFromTheOthers() {
    List<FusionGraph.Prediction> predictions =
        List.of(graph.full(), graph.without("c"), graph.subset(Set.of("a")));
    try (Evaluator evaluator = new Evaluator(graph, session, predictions)) {
      Dataset test = data.test();
      Probabilities probabilities = evaluator.predict(test, 32);
      int lacking = 0;
      for (int row = 0; row < test.size(); row++) {
        float[] full = row(probabilities.of("full"), row);
        float[] without = row(probabilities.of("without/c"), row);
        if (test.has(row, 2)) {
          assertThat(full).isNotEqualTo(without);
        } else {
          assertThat(full).containsExactly(without, ROUNDING);
          lacking++;
        }
      }
      assertThat(lacking).isBetween(10, 60);
      assertThatThrownBy(() -> probabilities.of("head/a"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("head/a")
          .hasMessageContaining("only/a");
    }
  }

  @Test
  void probabilitiesOfASampleAddUpToOne() {
    try (Evaluator evaluator = new Evaluator(graph, session, List.of(graph.full()))) {
      Probabilities probabilities = evaluator.predict(data.test(), 32);
      assertThat(probabilities.outputs()).isEqualTo(8);
      assertThat(probabilities.samples()).isEqualTo(data.test().size());
      for (int row = 0; row < probabilities.samples(); row++) {
        double sum = 0;
        for (float probability : row(probabilities.of("full"), row)) {
          sum += probability;
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
      }
    }
  }

  private float[] row(float[] values, int row) {
    return Arrays.copyOfRange(values, row * 8, row * 8 + 8);
  }

  private static float[] concat(float[] first, float[] second) {
    float[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
