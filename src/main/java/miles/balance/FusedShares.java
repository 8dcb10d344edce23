package miles.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miles.graph.FusionGraph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The share of each modality in the fused logits: Shapley values whose empty set counts as nothing.
 *
 * <pre>{@code
 * φ_m = f({m}) / M + Σ over A ∌ m, A ≠ ∅ of |A|! (M − |A| − 1)! / M! · (f(A ∪ {m}) − f(A))
 * Σ_m φ_m = f(all)
 * }</pre>
 *
 * <p>It takes 2^M − 1 evaluations of the fusion head; the encoders run once.
 */
final class FusedShares {

  private FusedShares() {}

  /** Returns φ_m of each modality: {@code [batch, outputs]}. */
  static Map<String, Operand<TFloat32>> of(FusionGraph graph) {
    List<String> modalities = graph.modalities();
    Map<String, Operand<TFloat32>> shares = new LinkedHashMap<>();
    for (int m = 0; m < modalities.size(); m++) {
      shares.put(modalities.get(m), share(graph, m));
    }
    return shares;
  }

  private static Operand<TFloat32> share(FusionGraph graph, int modality) {
    Ops tf = graph.extension().tf();
    int count = graph.modalities().size();
    List<Operand<TFloat32>> terms = new ArrayList<>();
    for (int others = 0; others < 1 << count; others++) {
      if ((others >> modality & 1) == 1) {
        continue;
      }
      Operand<TFloat32> with = logits(graph, others | 1 << modality);
      Operand<TFloat32> gain = others == 0 ? with : tf.math.sub(with, logits(graph, others));
      float weight = (float) weight(Integer.bitCount(others), count);
      terms.add(tf.math.mul(tf.constant(weight), gain));
    }
    return tf.math.addN(terms);
  }

  /** Returns |A|! (M − |A| − 1)! / M!. */
  private static double weight(int size, int modalities) {
    double weight = 1.0 / modalities;
    for (int i = 1; i <= size; i++) {
      weight *= (double) i / (modalities - i);
    }
    return weight;
  }

  private static Operand<TFloat32> logits(FusionGraph graph, int subset) {
    Set<String> visible = new LinkedHashSet<>();
    for (int m = 0; m < graph.modalities().size(); m++) {
      if ((subset >> m & 1) == 1) {
        visible.add(graph.modalities().get(m));
      }
    }
    return graph.subset(visible).logits();
  }
}
