package miles.graph;

import java.util.List;
import miles.config.FusionConfig.Gated;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gated multimodal unit: {@code [batch, width]}.
 *
 * <pre>h = Σ_m σ(G_m [z_1, …, z_M]) ∘ tanh(P_m z_m)</pre>
 *
 * with affine P_m and G_m. Source: arXiv 1702.01992, section 3.1, in the form for any number of
 * modalities; the paper's form for two ties the second gate to the first.
 */
record GatedFusion(Gated config) implements Fusion {

  @Override
  public Operand<TFloat32> fuse(Layers layers, List<Embedding> embeddings) {
    Ops tf = layers.tf();
    Operand<TFloat32> all = new ConcatFusion().fuse(layers, embeddings);
    List<Operand<TFloat32>> gated = embeddings.stream().map(z -> gated(layers, z, all)).toList();
    return tf.math.addN(gated);
  }

  private Operand<TFloat32> gated(Layers layers, Embedding z, Operand<TFloat32> all) {
    Ops tf = layers.tf();
    Operand<TFloat32> gate =
        tf.math.sigmoid(layers.linear("gate/" + z.modality(), all, config.width()));
    Operand<TFloat32> projected =
        tf.math.tanh(layers.linear("project/" + z.modality(), z.values(), config.width()));
    return tf.math.mul(gate, projected);
  }
}
