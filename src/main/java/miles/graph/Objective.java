package miles.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.graph.FusionGraph.Prediction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** The losses of the fused prediction and of the heads, and their weighted sum. */
final class Objective {

  private final Foundation foundation;
  private final Task task;
  private final Placeholder<TFloat32> targets;
  private final Map<String, Placeholder<TFloat32>> weights = new LinkedHashMap<>();
  private final Map<String, Operand<TFloat32>> losses = new LinkedHashMap<>();

  Objective(Foundation foundation, Task task) {
    this.foundation = foundation;
    this.task = task;
    this.targets = placeholder(foundation.scopes().root(), "targets", Shape.of(-1, task.outputs()));
  }

  /** Adds the mean loss of the fused prediction over all samples. */
  void addFused(Prediction prediction) {
    Ops tf = scope(FusionGraph.FUSION);
    add(FusionGraph.FUSION, Task.mean(tf, task.loss(tf, prediction.logits(), targets)));
  }

  /** Adds the mean loss of a head over the samples that have its modality. */
  void addHead(Branch branch, Prediction prediction) {
    Ops tf = scope(branch.spec().modality());
    Operand<TFloat32> samples = task.loss(tf, prediction.logits(), targets);
    add(branch.spec().modality(), Task.mean(tf, samples, branch.present()));
  }

  /** Returns what training feeds and fetches. */
  TrainingNodes nodes(Foundation.Mode mode) {
    Ops tf = foundation.scopes().at("objective");
    List<Operand<TFloat32>> terms =
        losses.keySet().stream()
            .<Operand<TFloat32>>map(key -> tf.math.mul(weights.get(key), losses.get(key)))
            .toList();
    return new TrainingNodes(
        targets,
        mode.training(),
        mode.seed(),
        Collections.unmodifiableMap(weights),
        Collections.unmodifiableMap(losses),
        tf.withName("total").math.addN(terms),
        List.copyOf(foundation.updates()));
  }

  private void add(String key, Operand<TFloat32> loss) {
    losses.put(key, foundation.scopes().at("loss").withName(key).identity(loss));
    weights.put(key, placeholder(foundation.scopes().at("loss_weight"), key, Shape.scalar()));
  }

  private Ops scope(String key) {
    return foundation.scopes().at("objective/" + key);
  }

  private static Placeholder<TFloat32> placeholder(Ops tf, String name, Shape shape) {
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(shape));
  }
}
