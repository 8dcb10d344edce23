package miles.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.MmparetoConfig;
import miles.graph.FusionGraph;
import miles.graph.TrainingNodes;
import miles.optimize.Backpropagation;
import miles.optimize.Gradient;
import miles.optimize.TrainingStep;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code mmpareto}: an encoder's gradients of the fused loss and of its head's loss are joined so
 * that a step lowers both; fusion and heads get the gradients of their own losses.
 *
 * <pre>{@code
 * g = ∇ w_fusion L(ŷ, y), h = ∇ w_m L(ŷ_m, y) over all variables of encoder m
 * k = ½                               if ⟨g, h⟩ > 0
 *     0.999                           otherwise, if ⟨g, h⟩ ≥ ⟨g, g⟩
 *     0.001                           otherwise, if ⟨g, h⟩ ≥ ⟨h, h⟩
 *     (⟨h, h⟩ − ⟨g, h⟩) / ‖g − h‖²    otherwise: the shortest k g + (1 − k) h
 * d = 2 k g + 2 (1 − k) h
 * d ← d · ‖g + h‖ / ‖d‖               if ‖g + h‖ > ‖d‖
 * the gradient is γ · d
 * }</pre>
 *
 * <p>Source: arXiv 2405.17730.
 */
final class Mmpareto extends FixedMethod {

  private static final float NEARLY_ALL = 0.999f;
  private static final float NEARLY_NONE = 0.001f;

  private final MmparetoConfig config;

  /**
   * @param lossWeights the weight of every loss, the same in every epoch
   * @param config the parameters
   */
  Mmpareto(Map<String, Double> lossWeights, MmparetoConfig config) {
    super(lossWeights);
    this.config = config;
  }

  @Override
  public TrainingStep step(FusionGraph graph) {
    return TrainingStep.of(graph).withRule(backward -> gradients(graph, backward));
  }

  private Map<String, List<Gradient>> gradients(FusionGraph graph, Backpropagation backward) {
    List<String> fusedGroups = new ArrayList<>();
    graph.modalities().forEach(m -> fusedGroups.add(FusionGraph.encoderGroup(m)));
    fusedGroups.add(FUSION);
    Map<String, List<Gradient>> result =
        new LinkedHashMap<>(backward.of(weighted(graph, backward.tf(), FUSION), fusedGroups));
    for (String modality : graph.modalities()) {
      String encoder = FusionGraph.encoderGroup(modality);
      String head = FusionGraph.headGroup(modality);
      Map<String, List<Gradient>> unimodal =
          backward.of(weighted(graph, backward.tf(), modality), List.of(encoder, head));
      result.put(head, unimodal.getOrDefault(head, List.of()));
      result.computeIfPresent(
          encoder,
          (group, fused) ->
              joined(backward.tf(), fused, unimodal.getOrDefault(encoder, List.of())));
    }
    return result;
  }

  private static Operand<TFloat32> weighted(FusionGraph graph, Ops tf, String key) {
    TrainingNodes nodes = graph.training();
    return tf.math.mul(nodes.lossWeights().get(key), nodes.losses().get(key));
  }

  private List<Gradient> joined(Ops tf, List<Gradient> fused, List<Gradient> unimodal) {
    if (fused.isEmpty()) {
      return fused;
    }
    List<Operand<TFloat32>> g = values(fused);
    List<Operand<TFloat32>> h = values(unimodal);
    Operand<TFloat32> ofFused = tf.math.mul(tf.constant(2f), share(tf, g, h));
    Operand<TFloat32> ofUnimodal = tf.math.sub(tf.constant(2f), ofFused);
    List<Operand<TFloat32>> d = new ArrayList<>();
    List<Operand<TFloat32>> sum = new ArrayList<>();
    for (int i = 0; i < g.size(); i++) {
      d.add(tf.math.add(tf.math.mul(ofFused, g.get(i)), tf.math.mul(ofUnimodal, h.get(i))));
      sum.add(tf.math.add(g.get(i), h.get(i)));
    }
    Operand<TFloat32> length = tf.math.sqrt(Dots.of(tf, d, d));
    Operand<TFloat32> wanted = tf.math.maximum(tf.math.sqrt(Dots.of(tf, sum, sum)), length);
    Operand<TFloat32> scale =
        tf.math.mul(tf.constant((float) config.gamma()), tf.math.divNoNan(wanted, length));
    List<Gradient> result = new ArrayList<>();
    for (int i = 0; i < d.size(); i++) {
      result.add(fused.get(i).with(tf.math.mul(scale, d.get(i))));
    }
    return result;
  }

  /** Returns k. */
  private static Operand<TFloat32> share(
      Ops tf, List<Operand<TFloat32>> g, List<Operand<TFloat32>> h) {
    Operand<TFloat32> gg = Dots.of(tf, g, g);
    Operand<TFloat32> hh = Dots.of(tf, h, h);
    Operand<TFloat32> gh = Dots.of(tf, g, h);
    Operand<TFloat32> distance = tf.math.sub(tf.math.add(gg, hh), tf.math.mul(tf.constant(2f), gh));
    Operand<TFloat32> shortest = tf.math.divNoNan(tf.math.sub(hh, gh), distance);
    Operand<TFloat32> conflicting =
        tf.select(
            tf.math.greaterEqual(gh, gg),
            tf.constant(NEARLY_ALL),
            tf.select(tf.math.greaterEqual(gh, hh), tf.constant(NEARLY_NONE), shortest));
    return tf.select(tf.math.greater(gh, tf.constant(0f)), tf.constant(0.5f), conflicting);
  }

  private static List<Operand<TFloat32>> values(List<Gradient> gradients) {
    return gradients.stream().<Operand<TFloat32>>map(Gradient::value).toList();
  }
}
