package miles.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.AgmConfig;
import miles.graph.Extension;
import miles.graph.FusionGraph;
import miles.optimize.TrainingStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code agm}: the fused logits are split into one share of each modality, and the gradient through
 * a share is scaled by how the modality's progress compares with its past.
 *
 * <pre>{@code
 * φ_m = f({m}) / M + Σ over A ∌ m, A ≠ ∅ of |A|! (M − |A| − 1)! / M! · (f(A ∪ {m}) − f(A))
 * s_m = L(φ_m, y) over the samples that have modality m
 * r_m = exp(M / (M − 1) · (mean s − s_m))
 * τ_m = the same of the means ŝ of s over all earlier steps, 0 before the first
 * κ_m = exp(α · min(τ_m − r_m, cap))
 * }</pre>
 *
 * <p>f(A) are the fused logits with all modalities but A masked. With two modalities φ_a = ½ (f(a,
 * b) − f(b) + f(a)). The shares add up to the fused logits; the gradient of the fused loss through
 * φ_m is multiplied by κ_m. Source: arXiv 2308.07686; the cap is its code's, masks instead of
 * absent inputs are ours.
 */
final class Agm extends FixedMethod {

  private final AgmConfig config;

  /**
   * @param lossWeights the weight of every loss, the same in every epoch
   * @param config the parameters
   */
  Agm(Map<String, Double> lossWeights, AgmConfig config) {
    super(lossWeights);
    this.config = config;
  }

  @Override
  public TrainingStep step(FusionGraph graph) {
    Extension extension = graph.extension();
    Ops tf = extension.tf();
    Map<String, Operand<TFloat32>> shares = FusedShares.of(graph);
    Map<String, Operand<TFloat32>> losses = new LinkedHashMap<>();
    shares.forEach((modality, share) -> losses.put(modality, extension.loss(modality, share)));
    Means means = Means.of(extension, losses);
    Map<String, Operand<TFloat32>> ratios = ratios(tf, losses);
    Map<String, Operand<TFloat32>> usual = ratios(tf, means.values());
    List<Operand<TFloat32>> terms = new ArrayList<>();
    shares.forEach(
        (modality, share) -> {
          Operand<TFloat32> lead = tf.math.sub(usual.get(modality), ratios.get(modality));
          terms.add(scaled(tf, share, factor(tf, lead)));
        });
    return TrainingStep.of(graph)
        .withFusedLoss(graph, extension.loss(tf.math.addN(terms)))
        .withUpdates(means.updates());
  }

  /** Returns a value, bit by bit as it is, whose gradient is multiplied by a factor. */
  private static Operand<TFloat32> scaled(
      Ops tf, Operand<TFloat32> value, Operand<TFloat32> factor) {
    Operand<TFloat32> zero = tf.math.sub(value, tf.stopGradient(value));
    Operand<TFloat32> more = tf.stopGradient(tf.math.sub(factor, tf.constant(1f)));
    return tf.math.add(value, tf.math.mul(more, zero));
  }

  private Operand<TFloat32> factor(Ops tf, Operand<TFloat32> lead) {
    Operand<TFloat32> capped = tf.math.minimum(lead, tf.constant((float) config.cap()));
    return tf.math.exp(tf.math.mul(tf.constant((float) config.alpha()), capped));
  }

  private static Map<String, Operand<TFloat32>> ratios(
      Ops tf, Map<String, Operand<TFloat32>> losses) {
    float modalities = losses.size();
    Operand<TFloat32> mean = tf.math.div(tf.math.addN(losses.values()), tf.constant(modalities));
    Operand<TFloat32> sharpness = tf.constant(modalities / (modalities - 1));
    Map<String, Operand<TFloat32>> ratios = new LinkedHashMap<>();
    losses.forEach(
        (modality, loss) ->
            ratios.put(modality, tf.math.exp(tf.math.mul(sharpness, tf.math.sub(mean, loss)))));
    return ratios;
  }

  /**
   * Means of the losses over the steps so far, this one excluded.
   *
   * @param values ŝ by modality
   * @param updates take this step in
   */
  private record Means(Map<String, Operand<TFloat32>> values, List<Op> updates) {

    static Means of(Extension extension, Map<String, Operand<TFloat32>> losses) {
      Ops tf = extension.tf();
      Extension.State steps = extension.state("agm/steps", Shape.scalar(), 0);
      Operand<TFloat32> more = tf.math.add(steps.value(), tf.constant(1f));
      Map<String, Operand<TFloat32>> values = new LinkedHashMap<>();
      List<Op> updates = new ArrayList<>(List.of(steps.assign(more)));
      losses.forEach(
          (modality, loss) -> {
            Extension.State mean = extension.state("agm/loss/" + modality, Shape.scalar(), 0);
            values.put(modality, mean.value());
            Operand<TFloat32> change = tf.math.div(tf.math.sub(loss, mean.value()), more);
            updates.add(mean.assign(tf.math.add(mean.value(), change)));
          });
      return new Means(values, updates);
    }
  }
}
