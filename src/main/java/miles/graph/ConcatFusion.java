package miles.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The embeddings side by side: {@code [batch, sum of the widths]}. */
record ConcatFusion() implements Fusion {

  @Override
  public Operand<TFloat32> fuse(Layers layers, List<Embedding> embeddings) {
    Ops tf = layers.tf();
    return tf.concat(embeddings.stream().map(Embedding::values).toList(), tf.constant(1));
  }
}
