package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import miles.config.EncoderConfig.Cnn;
import miles.config.EncoderConfig.Convolution;
import miles.config.Normalization;
import miles.graph.FusionGraph.Prediction;
import org.junit.jupiter.api.Test;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;

/** What a prediction is computed from, read off the graph itself. */
class SharingTest {

  private static final Cnn CNN =
      new Cnn(
          List.of(new Convolution(2, 3, 1, 2), new Convolution(2, 3, 1, 1)),
          4,
          0,
          Normalization.NONE);

  private static FusionGraph threePictures() {
    return Networks.empty()
        .with(Networks.floats("a", 6, 6, 1), CNN)
        .with(Networks.floats("b", 6, 6, 1), CNN)
        .with(Networks.floats("c", 6, 6, 1), CNN)
        .build();
  }

  /** Every operation that must run for these predictions, control inputs included. */
  private static Set<GraphOperation> ancestors(Stream<Prediction> predictions) {
    Deque<GraphOperation> open = new ArrayDeque<>();
    predictions.forEach(prediction -> open.add((GraphOperation) prediction.logits().op()));
    Set<GraphOperation> found = new LinkedHashSet<>();
    while (!open.isEmpty()) {
      GraphOperation operation = open.pop();
      if (found.add(operation)) {
        operation.inputs().stream().map(Operand::op).forEach(op -> open.add((GraphOperation) op));
        operation.controlInputs().forEach(open::add);
      }
    }
    return found;
  }

  private static long convolutions(Set<GraphOperation> operations) {
    return operations.stream().filter(operation -> operation.type().equals("Conv2D")).count();
  }

  @Test
  void allPredictionsTogetherRunEachEncoderOnce() {
    try (FusionGraph graph = threePictures()) {
      long full = convolutions(ancestors(Stream.of(graph.full())));
      Stream<Prediction> all =
          graph.modalities().stream()
              .flatMap(m -> Stream.of(graph.only(m), graph.without(m), graph.head(m)));
      assertThat(full).isEqualTo(6);
      assertThat(convolutions(ancestors(Stream.concat(Stream.of(graph.full()), all)))).isEqualTo(6);
    }
  }

  @Test
  void maskedPredictionRunsNoMaskedEncoder() {
    try (FusionGraph graph = threePictures()) {
      assertThat(convolutions(ancestors(Stream.of(graph.only("b"))))).isEqualTo(2);
      assertThat(convolutions(ancestors(Stream.of(graph.without("b"))))).isEqualTo(4);
      assertThat(convolutions(ancestors(Stream.of(graph.subset(Set.of()))))).isZero();
      assertThat(ancestors(Stream.of(graph.only("b"))))
          .extracting(GraphOperation::name)
          .contains("input/b", "presence/b", "encoder/a/mask")
          .doesNotContain("input/a", "presence/a", "input/c", "presence/c");
    }
  }

  @Test
  void maskedPredictionsUseTheVariablesOfTheFusion() {
    try (FusionGraph graph = threePictures()) {
      int before = graph.variables().size();
      assertThat(ancestors(Stream.of(graph.only("b"))))
          .extracting(GraphOperation::name)
          .contains("fusion/hidden1/kernel", "fusion/output/kernel");
      assertThat(graph.variables()).hasSize(before);
    }
  }

  @Test
  void everyVariableIsReadInOnePlace() {
    try (FusionGraph graph = threePictures()) {
      Set<String> variables = new LinkedHashSet<>();
      graph.variables().forEach(variable -> variables.add(variable.name()));
      List<GraphOperation> readers = new java.util.ArrayList<>();
      graph
          .graph()
          .operations()
          .forEachRemaining(
              operation -> {
                if (operation.inputs().stream().anyMatch(in -> variables.contains(in.op().name()))
                    && !operation.type().equals("Assign")) {
                  readers.add(operation);
                }
              });
      assertThat(readers).extracting(GraphOperation::type).containsOnly("Identity");
      assertThat(readers).hasSize(variables.size());
    }
  }
}
