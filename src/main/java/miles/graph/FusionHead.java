package miles.graph;

import java.util.List;
import miles.config.FusionConfig;
import miles.config.Normalization;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** From the embeddings to the logits: fusion, dropout, dense layers with ReLU, a linear output. */
final class FusionHead {

  private final FusionConfig config;
  private final int outputs;
  private final Foundation foundation;
  private boolean made;

  /**
   * @param outputs the number of logits
   * @param foundation the graph under construction
   */
  FusionHead(FusionConfig config, int outputs, Foundation foundation) {
    this.config = config;
    this.outputs = outputs;
    this.foundation = foundation;
  }

  /**
   * Builds one prediction. The first call makes the variables, all calls use them.
   *
   * @param user the path of the prediction's operations, such as {@code only/image}
   * @param embeddings every modality's embedding, in order
   * @return the logits: {@code [batch, outputs]}
   */
  Operand<TFloat32> logits(String user, List<Embedding> embeddings) {
    Layers layers = Layers.shared(foundation, FusionGraph.FUSION, user, !made);
    made = true;
    Operand<TFloat32> x = Fusions.of(config).fuse(layers, embeddings);
    x = layers.dropout("dropout", x, config.dropout());
    for (int i = 0; i < config.units().size(); i++) {
      x = layers.dense("hidden" + (i + 1), x, config.units().get(i), Normalization.NONE);
    }
    return layers.linear("output", x, outputs);
  }
}
