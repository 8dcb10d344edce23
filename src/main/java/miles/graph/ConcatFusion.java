package miles.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The embeddings side by side. */
record ConcatFusion() implements Fusion {

  @Override
  public Operand<TFloat32> fuse(Layers layers, List<Operand<TFloat32>> embeddings) {
    Ops tf = layers.tf();
    return tf.concat(embeddings, tf.constant(1));
  }
}
