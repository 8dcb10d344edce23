package miles.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.graph.Extension;
import miles.graph.FusionGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * How much each modality knows of the labels of a batch, and how far it is ahead of the others.
 *
 * <pre>{@code
 * s_m = mean of p_m(y_i) over the samples i that have modality m
 * ρ_m = s_m / mean of s_n over n ≠ m
 * }</pre>
 *
 * <p>With two modalities that all samples have, ρ_a = Σ_i p_a(y_i) / Σ_i p_b(y_i) and ρ_b = 1 /
 * ρ_a.
 */
final class LabelScores {

  private LabelScores() {}

  /**
   * Returns s_m of each modality: {@code []}.
   *
   * @param probabilities p_m: {@code [batch, classes]}
   */
  static Map<String, Operand<TFloat32>> of(
      FusionGraph graph, Map<String, Operand<TFloat32>> probabilities) {
    Extension extension = graph.extension();
    Ops tf = extension.tf();
    Map<String, Operand<TFloat32>> scores = new LinkedHashMap<>();
    probabilities.forEach(
        (modality, p) -> {
          Operand<TFloat32> known = tf.math.mul(p, graph.training().targets());
          Operand<TFloat32> ofLabel = tf.reduceSum(known, tf.constant(1));
          scores.put(modality, extension.mean(modality, ofLabel));
        });
    return scores;
  }

  /**
   * Returns ρ_m of each modality: {@code []}; 1, neither ahead nor behind, in a batch without a
   * sample of the others.
   *
   * @param scores s_m of at least two modalities
   */
  static Map<String, Operand<TFloat32>> ratios(Ops tf, Map<String, Operand<TFloat32>> scores) {
    Map<String, Operand<TFloat32>> ratios = new LinkedHashMap<>();
    for (String modality : scores.keySet()) {
      List<Operand<TFloat32>> others = new ArrayList<>();
      scores.forEach(
          (name, score) -> {
            if (!name.equals(modality)) {
              others.add(score);
            }
          });
      Operand<TFloat32> mean =
          tf.math.div(tf.math.addN(others), tf.constant((float) others.size()));
      Operand<TFloat32> one = tf.constant(1f);
      ratios.put(
          modality,
          tf.select(
              tf.math.greater(mean, tf.constant(0f)),
              tf.math.divNoNan(scores.get(modality), mean),
              one));
    }
    return ratios;
  }
}
