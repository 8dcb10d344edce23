package miles.graph;

import java.util.List;
import miles.config.FusionConfig.Attention;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;

/**
 * Softmax attention over the modalities: {@code [batch, width]}.
 *
 * <pre>p_m = P_m z_m,    a = softmax over m of v · tanh(p_m),    h = Σ_m a_m p_m</pre>
 *
 * with affine P_m and one vector v. Source: the additive score of arXiv 1409.0473 without a query.
 */
record AttentionFusion(Attention config) implements Fusion {

  @Override
  public Operand<TFloat32> fuse(Layers layers, List<Embedding> embeddings) {
    Ops tf = layers.tf();
    List<Operand<TFloat32>> projected =
        embeddings.stream()
            .<Operand<TFloat32>>map(
                z -> layers.linear("project/" + z.modality(), z.values(), config.width()))
            .toList();
    Operand<TFloat32> stacked = tf.stack(projected, Stack.axis(1L));
    Operand<TFloat32> weights = weights(layers, stacked, embeddings.size());
    return tf.reduceSum(tf.math.mul(weights, stacked), tf.constant(1));
  }

  /** Returns each modality's weight: {@code [batch, modalities, 1]}. */
  private Operand<TFloat32> weights(Layers layers, Operand<TFloat32> stacked, int modalities) {
    Ops tf = layers.tf();
    Shape vector = Shape.of(config.width(), 1);
    Operand<TFloat32> score = layers.weight("score/kernel", vector, Initial.GLOROT);
    Operand<TFloat32> rows =
        tf.reshape(tf.math.tanh(stacked), tf.constant(Shape.of(-1, config.width())));
    Operand<TFloat32> scores =
        tf.reshape(tf.linalg.matMul(rows, score), tf.constant(Shape.of(-1, modalities)));
    return tf.expandDims(tf.nn.softmax(scores), tf.constant(2));
  }
}
