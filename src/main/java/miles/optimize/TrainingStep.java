package miles.optimize;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.graph.FusionGraph;
import miles.graph.TrainingNodes;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * What one training step lowers and changes, before the optimizer comes in. Starts as the graph's
 * own ({@link #of}); a balancing method may return a changed copy.
 *
 * @param losses the unweighted losses that are reported, by the keys of {@link
 *     TrainingNodes#losses}
 * @param loss the loss that is lowered: {@code []}
 * @param rule how the gradients come about
 * @param updates assignments of variables that no gradient changes; their inputs are computed
 *     before any trained variable changes
 */
public record TrainingStep(
    Map<String, Operand<TFloat32>> losses,
    Operand<TFloat32> loss,
    GradientRule rule,
    List<Op> updates) {

  public TrainingStep {
    losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
    updates = List.copyOf(updates);
  }

  /**
   * Returns the step of a graph that no method changes.
   *
   * @throws IllegalStateException if the graph is for inference
   */
  public static TrainingStep of(FusionGraph graph) {
    TrainingNodes nodes = graph.training();
    return new TrainingStep(
        nodes.losses(), nodes.loss(), GradientRule.OF_THE_LOSS, nodes.updates());
  }

  /**
   * Returns the same step with another fused loss, both reported and lowered: Σ weight · loss, with
   * the graph's weights.
   *
   * @param graph the graph of this step
   * @param fused takes the place of the fused loss: {@code []}
   */
  public TrainingStep withFusedLoss(FusionGraph graph, Operand<TFloat32> fused) {
    Ops tf = graph.extension().tf();
    Map<String, Operand<TFloat32>> changed = new LinkedHashMap<>(losses);
    changed.put(FusionGraph.FUSION, fused);
    List<Operand<TFloat32>> terms = new ArrayList<>();
    graph
        .training()
        .lossWeights()
        .forEach((key, weight) -> terms.add(tf.math.mul(weight, changed.get(key))));
    return new TrainingStep(changed, tf.math.addN(terms), rule, updates);
  }

  /** Returns the same step with another loss to lower. */
  public TrainingStep withLoss(Operand<TFloat32> other) {
    return new TrainingStep(losses, other, rule, updates);
  }

  /** Returns the same step with another way to its gradients. */
  public TrainingStep withRule(GradientRule other) {
    return new TrainingStep(losses, loss, other, updates);
  }

  /** Returns the same step with more assignments. */
  public TrainingStep withUpdates(List<Op> more) {
    List<Op> all = new ArrayList<>(updates);
    all.addAll(more);
    return new TrainingStep(losses, loss, rule, all);
  }
}
