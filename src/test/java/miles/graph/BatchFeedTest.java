package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import miles.data.Batch;
import miles.graph.FusionGraph.Purpose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Session;

class BatchFeedTest {

  private static final Networks NETWORK =
      Networks.empty()
          .with(Networks.tokens("text", 4, 9), GradientTest.BAG)
          .with(Networks.floats("table", 5), Networks.MLP);

  private static float[] logits(FusionGraph graph, Session session, BatchFeed feed, Batch batch) {
    Session.Runner runner = feed.feed(session.runner(), batch, false);
    return Running.run(runner.fetch(graph.full().logits())).get(0);
  }

  @Test
  void batchesOfChangingSizesAreFedRightThroughReusedTensors() {
    try (FusionGraph graph = NETWORK.build(3, Purpose.TRAINING);
        Session session = new Session(graph.graph());
        BatchFeed feed = new BatchFeed(graph)) {
      graph.initialize(session);
      Batch batch = Running.batch(graph, 6, 1);
      float[] six = logits(graph, session, feed, batch);
      batch.resize(2);
      float[] two = logits(graph, session, feed, batch);
      assertThat(two).containsExactly(Arrays.copyOf(six, 6));
      Batch other = Running.batch(graph, 6, 2);
      assertThat(logits(graph, session, feed, other)).isNotEqualTo(six);
      batch.resize(6);
      assertThat(logits(graph, session, feed, batch)).containsExactly(six);
    }
  }

  @Test
  void batchThatDoesNotFitIsRefused() {
    try (FusionGraph graph = NETWORK.build(3, Purpose.INFERENCE);
        FusionGraph other = Networks.tabular("text", "table").build();
        Session session = new Session(graph.graph());
        BatchFeed feed = new BatchFeed(graph)) {
      Batch empty = new Batch(graph.features(), 3, 2);
      Batch foreign = Running.batch(other, 2, 1);
      Batch good = Running.batch(graph, 2, 1);
      assertThatThrownBy(() -> feed.feed(session.runner(), empty, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("empty batch");
      assertThatThrownBy(() -> feed.feed(session.runner(), foreign, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not go with a graph");
      assertThatThrownBy(() -> feed.feed(session.runner(), good, true))
          .isInstanceOf(IllegalStateException.class);
    }
  }
}
