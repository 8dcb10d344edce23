package miles.balance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.OgmConfig;
import miles.graph.Extension;
import miles.graph.FusionGraph;
import miles.optimize.Backpropagation;
import miles.optimize.Gradient;
import miles.optimize.TrainingStep;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code ogm} and {@code ogm-ge}: the gradient of an encoder that is ahead is scaled down in every
 * step, and with GE the encoders' gradients get noise of their own size.
 *
 * <pre>{@code
 * s_m = mean of p_m(y_i) over the samples i that have modality m
 * ρ_m = s_m / mean of s_n over n ≠ m
 * k_m = 1 − tanh(α · ρ_m)    if ρ_m > 1, else 1
 * g   ← k_m · g + ε          for each gradient g of encoder m
 * ε   = 0 (ogm), or N(0, σ²) of every element, σ the standard deviation of g's elements (ogm-ge)
 * }</pre>
 *
 * <p>σ divides by n − 1; a gradient of one element has none, and no noise. The noise of a variable
 * follows from the run's seed, the step and the variable's name. Source: arXiv 2203.15332; more
 * than two modalities and p_m by heads or masks are ours.
 */
final class Ogm extends FixedMethod {

  private final OgmConfig config;
  private final boolean noisy;

  /**
   * @param lossWeights the weight of every loss, the same in every epoch
   * @param noisy whether gradients get noise: GE
   */
  Ogm(Map<String, Double> lossWeights, OgmConfig config, boolean noisy) {
    super(lossWeights);
    this.config = config;
    this.noisy = noisy;
  }

  @Override
  public TrainingStep step(FusionGraph graph) {
    return TrainingStep.of(graph).withRule(backward -> gradients(graph, backward));
  }

  private Map<String, List<Gradient>> gradients(FusionGraph graph, Backpropagation backward) {
    Ops tf = backward.tf();
    Map<String, Operand<TFloat32>> known = new LinkedHashMap<>();
    graph
        .modalities()
        .forEach(m -> known.put(m, UnimodalPredictions.of(graph, config.source(), m)));
    Map<String, Operand<TFloat32>> ratios = LabelScores.ratios(tf, LabelScores.of(graph, known));
    Map<String, List<Gradient>> gradients = backward.ofTheLoss();
    ratios.forEach(
        (modality, ratio) -> {
          Operand<TFloat32> factor = factor(tf, ratio);
          gradients.computeIfPresent(
              FusionGraph.encoderGroup(modality),
              (group, old) ->
                  old.stream().map(g -> changed(tf, graph.extension(), g, factor)).toList());
        });
    return gradients;
  }

  private Operand<TFloat32> factor(Ops tf, Operand<TFloat32> ratio) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> scaled = tf.math.mul(tf.constant((float) config.alpha()), ratio);
    Operand<TFloat32> reduced = tf.math.sub(one, tf.math.tanh(scaled));
    return tf.select(tf.math.greater(ratio, one), reduced, one);
  }

  private Gradient changed(
      Ops tf, Extension extension, Gradient gradient, Operand<TFloat32> factor) {
    Shape shape = gradient.parameter().variable().shape();
    if (config.parameters() == OgmConfig.Parameters.KERNELS && shape.numDimensions() < 2) {
      return gradient;
    }
    Operand<TFloat32> scaled = tf.math.mul(gradient.value(), factor);
    boolean one = shape.size() == 1;
    return gradient.with(
        noisy && !one ? tf.math.add(scaled, noise(tf, extension, gradient)) : scaled);
  }

  private static Operand<TFloat32> noise(Ops tf, Extension extension, Gradient gradient) {
    Shape shape = gradient.parameter().variable().shape();
    Operand<TFloat32> flat = tf.reshape(gradient.value(), tf.constant(new long[] {-1}));
    Operand<TFloat32> centred = tf.math.sub(flat, tf.math.mean(flat, tf.constant(0)));
    Operand<TFloat32> squares = tf.reduceSum(tf.math.square(centred), tf.constant(0));
    Operand<TFloat32> deviation =
        tf.math.sqrt(tf.math.div(squares, tf.constant((float) (shape.size() - 1))));
    Operand<TFloat32> normal =
        tf.random.statelessRandomNormal(
            tf.constant(shape), extension.seed(gradient.parameter().name()));
    return tf.math.mul(normal, deviation);
  }
}
