package miles.graph;

import java.util.List;
import miles.config.FusionConfig.Film;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Feature-wise linear modulation of the first modality by each of the others in turn: {@code
 * [batch, width]}.
 *
 * <pre>h = P z_1,    h ← (1 + γ_m z_m) ∘ h + β_m z_m    for m = 2 … M</pre>
 *
 * with affine P, γ_m, β_m. Source: arXiv 1709.07871, section 7.2 for 1 + γ.
 */
record FilmFusion(Film config) implements Fusion {

  @Override
  public Operand<TFloat32> fuse(Layers layers, List<Embedding> embeddings) {
    Ops tf = layers.tf();
    Embedding first = embeddings.get(0);
    Operand<TFloat32> h = linear(layers, "project", first);
    for (Embedding other : embeddings.subList(1, embeddings.size())) {
      Operand<TFloat32> scale = tf.math.add(linear(layers, "scale", other), tf.constant(1f));
      h = tf.math.add(tf.math.mul(scale, h), linear(layers, "shift", other));
    }
    return h;
  }

  private Operand<TFloat32> linear(Layers layers, String name, Embedding z) {
    return layers.linear(name + "/" + z.modality(), z.values(), config.width());
  }
}
