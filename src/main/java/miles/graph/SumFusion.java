package miles.graph;

import java.util.List;
import miles.config.FusionConfig.Sum;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Σ_m P_m z_m with an affine P_m for every modality m: {@code [batch, width]}. */
record SumFusion(Sum config) implements Fusion {

  @Override
  public Operand<TFloat32> fuse(Layers layers, List<Embedding> embeddings) {
    List<Operand<TFloat32>> projected =
        embeddings.stream()
            .map(z -> layers.linear("project/" + z.modality(), z.values(), config.width()))
            .toList();
    return layers.tf().math.addN(projected);
  }
}
