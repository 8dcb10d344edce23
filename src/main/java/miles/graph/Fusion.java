package miles.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Makes one vector of the embeddings of at least two modalities. */
@FunctionalInterface
interface Fusion {

  /**
   * Builds the fusion into the graph; called once for every prediction, with the same variables.
   *
   * @param layers makes or finds the layers, in the group {@code fusion}
   * @param embeddings every modality's embedding, in order
   * @return the fused vector: {@code [batch, any]}
   */
  Operand<TFloat32> fuse(Layers layers, List<Embedding> embeddings);
}
