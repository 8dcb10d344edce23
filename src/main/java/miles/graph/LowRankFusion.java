package miles.graph;

import java.util.List;
import miles.config.FusionConfig.LowRank;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Low-rank bilinear fusion, multilinear for more than two modalities: {@code [batch, width]}.
 *
 * <pre>h = Σ_r Π_m W_m^(r) [z_m, 1]    for r = 1 … rank</pre>
 *
 * the product taken element by element. Source: arXiv 1806.00064, Eq. 7; the paper's code also
 * weights the ranks, which the W can do themselves.
 */
record LowRankFusion(LowRank config) implements Fusion {

  @Override
  public Operand<TFloat32> fuse(Layers layers, List<Embedding> embeddings) {
    Ops tf = layers.tf();
    int units = Math.multiplyExact(config.rank(), config.width());
    Operand<TFloat32> product =
        embeddings.stream()
            .map(z -> layers.linear("factor/" + z.modality(), z.values(), units))
            .reduce(tf.math::mul)
            .orElseThrow();
    Shape byRank = Shape.of(-1, config.rank(), config.width());
    return tf.reduceSum(tf.reshape(product, tf.constant(byRank)), tf.constant(1));
  }
}
