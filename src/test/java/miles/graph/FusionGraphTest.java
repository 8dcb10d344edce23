package miles.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import miles.config.EncoderConfig.Cnn;
import miles.config.EncoderConfig.Convolution;
import miles.config.Normalization;
import miles.graph.FusionGraph.GraphVariable;
import miles.graph.FusionGraph.Prediction;
import miles.graph.FusionGraph.Purpose;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;

class FusionGraphTest {

  private static final Cnn CNN =
      new Cnn(List.of(new Convolution(2, 3, 1, 2)), 4, 0, Normalization.NONE);

  private static Networks pictureAndTable() {
    return Networks.empty()
        .with(Networks.floats("image", 6, 6, 1), CNN)
        .with(Networks.floats("table", 5), Networks.MLP);
  }

  @Test
  void namesAreTheContractOfCheckpointsAndExports() {
    try (FusionGraph network = pictureAndTable().build()) {
      Graph graph = network.graph();
      network.only("image");
      network.subset(java.util.Set.of());
      assertThat(
              List.of(
                  "input/image",
                  "input/table",
                  "presence/image",
                  "targets",
                  "training",
                  "dropout_seed",
                  "loss_weight/fusion",
                  "loss_weight/image",
                  "loss/table",
                  "full/logits",
                  "full/probabilities",
                  "head/image/logits",
                  "head/table/probabilities",
                  "only/image/logits",
                  "subset/none/probabilities"))
          .allSatisfy(name -> assertThat(graph.operation(name)).as(name).isNotNull());
    }
  }

  @Test
  void everyVariableHasItsGroup() {
    try (FusionGraph network = pictureAndTable().build()) {
      assertThat(network.groups())
          .containsExactly("encoder/image", "encoder/table", "fusion", "head/image", "head/table");
      assertThat(network.variables())
          .extracting(GraphVariable::name)
          .containsExactlyInAnyOrder(
              "encoder/image/convolution1/kernel",
              "encoder/image/convolution1/bias",
              "encoder/image/embedding/kernel",
              "encoder/image/embedding/bias",
              "encoder/image/mask",
              "encoder/image/mask_samples",
              "encoder/table/hidden1/kernel",
              "encoder/table/hidden1/bias",
              "encoder/table/hidden2/kernel",
              "encoder/table/hidden2/bias",
              "encoder/table/mask",
              "encoder/table/mask_samples",
              "fusion/hidden1/kernel",
              "fusion/hidden1/bias",
              "fusion/output/kernel",
              "fusion/output/bias",
              "head/image/output/kernel",
              "head/image/output/bias",
              "head/table/output/kernel",
              "head/table/output/bias");
      assertThat(network.variables())
          .allSatisfy(variable -> assertThat(variable.name()).startsWith(variable.group() + "/"))
          .allSatisfy(
              variable ->
                  assertThat(variable.trainable()).isEqualTo(!variable.name().contains("/mask")));
    }
  }

  @Test
  void probabilitiesOfClassesSumToOne() {
    try (Running running = new Running(pictureAndTable().build(), 4)) {
      float[] probabilities = running.fetch(running.graph.full().probabilities());
      assertThat(probabilities).hasSize(12);
      for (int sample = 0; sample < 4; sample++) {
        float sum = 0;
        for (int k = 0; k < 3; k++) {
          sum += probabilities[3 * sample + k];
        }
        assertThat(sum).isCloseTo(1, within(1e-6f));
      }
    }
  }

  @Test
  void inferenceGraphOfTheSameValuesGivesTheSameBits() {
    Networks network = pictureAndTable();
    try (Running trained = new Running(network.build(), 4);
        Running served = new Running(network.build(3, Purpose.INFERENCE), 4)) {
      trained.training(true).fetch(List.of(), trained.graph.training().updates());
      served.copyFrom(trained);
      trained.training(false);
      for (var prediction :
          List.<java.util.function.Function<FusionGraph, Prediction>>of(
              FusionGraph::full, graph -> graph.only("image"), graph -> graph.head("table"))) {
        assertThat(served.fetch(prediction.apply(served.graph).logits()))
            .containsExactly(trained.fetch(prediction.apply(trained.graph).logits()));
      }
    }
  }

  @Test
  void initialValuesDependOnSeedAndNameAlone() {
    Map<String, float[]> plain = initialValues(pictureAndTable());
    Map<String, float[]> headless = initialValues(pictureAndTable().withHeads(false));
    Map<String, float[]> reseeded = initialValues(pictureAndTable().withSeed(8));
    headless.forEach(
        (name, values) -> assertThat(values).as(name).containsExactly(plain.get(name)));
    String kernel = "encoder/table/hidden1/kernel";
    assertThat(reseeded.get(kernel)).isNotEqualTo(plain.get(kernel));
    assertThat(plain.get("head/image/output/kernel"))
        .isNotEqualTo(plain.get("head/table/output/kernel"));
  }

  private static Map<String, float[]> initialValues(Networks network) {
    try (Running running = new Running(network.build(), 1)) {
      return running.variables();
    }
  }
}
