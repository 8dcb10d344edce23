package miles.balance;

import miles.graph.Extension;
import miles.graph.FusionGraph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The mean embedding of each class of one modality, in the graph: c ← μ · c + (1 − μ) · new. A
 * class without samples keeps its prototype, 0 at first.
 *
 * @param value c: {@code [classes, width]}
 * @param clear forgets what was counted
 * @param count counts the samples of a batch that have the modality
 * @param replace takes the means of what was counted
 * @param blend takes them in with the momentum
 */
record Prototypes(Operand<TFloat32> value, Op clear, Op count, Op replace, Op blend) {

  static Prototypes of(FusionGraph graph, String modality, float momentum) {
    Extension extension = graph.extension();
    Ops tf = extension.tf();
    Operand<TFloat32> embedding = graph.embedding(modality);
    int classes = graph.outputs();
    String path = "pmr/" + modality + "/";
    Extension.State prototypes =
        extension.state(path + "prototypes", Shape.of(classes, embedding.shape().get(1)), 0);
    Extension.State sums =
        extension.state(path + "sums", Shape.of(classes, embedding.shape().get(1)), 0);
    Extension.State counts = extension.state(path + "counts", Shape.of(classes, 1), 0);

    Operand<TFloat32> present = tf.dtypes.cast(extension.present(modality), TFloat32.class);
    Operand<TFloat32> members =
        tf.math.mul(graph.training().targets(), tf.expandDims(present, tf.constant(1)));
    Operand<TFloat32> byClass = tf.linalg.transpose(members, tf.constant(new int[] {1, 0}));
    Operand<TFloat32> added = tf.linalg.matMul(byClass, embedding);
    Operand<TFloat32> more = tf.expandDims(tf.reduceSum(byClass, tf.constant(1)), tf.constant(1));

    Operand<TFloat32> means = tf.math.divNoNan(sums.value(), counts.value());
    Operand<TFloat32> blended =
        tf.math.add(
            tf.math.mul(tf.constant(momentum), prototypes.value()),
            tf.math.mul(tf.constant(1 - momentum), means));
    var any = tf.math.greater(counts.value(), tf.constant(0f));
    return new Prototypes(
        prototypes.value(),
        both(
            tf,
            sums.assign(tf.zerosLike(sums.value())),
            counts.assign(tf.zerosLike(counts.value()))),
        both(
            tf,
            sums.assign(tf.math.add(sums.value(), added)),
            counts.assign(tf.math.add(counts.value(), more))),
        prototypes.assign(tf.select(any, means, prototypes.value())),
        prototypes.assign(tf.select(any, blended, prototypes.value())));
  }

  private static Op both(Ops tf, Op first, Op second) {
    return tf.withControlDependencies(first, second).noOp();
  }
}
