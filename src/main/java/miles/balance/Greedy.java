package miles.balance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import miles.config.GreedyConfig;
import miles.graph.Extension;
import miles.graph.FusionGraph;
import miles.optimize.Backpropagation;
import miles.optimize.Gradient;
import miles.optimize.Parameter;
import miles.optimize.TrainingStep;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * {@code greedy}: while the network learns one modality faster than another, the fusion sees the
 * mean embedding of the faster one instead of its signal.
 *
 * <pre>{@code
 * E_m = ‖∇θ_m‖² / ‖θ_m‖²        θ_m: the variables of encoder m
 * C_m = ‖∇a_m‖² / ‖a_m‖²        a_m = (1, …, 1) scales m's embedding where it enters the fusion
 * v_m = log₁₀ Σ E_m + log₁₀ Σ C_m    summed over the regular steps so far, this one included
 * }</pre>
 *
 * <p>After the warm-up, a regular step with {@code max v − min v > ε} is followed by Q steps in
 * which the modality with the largest v is hidden from the fusion; then comes a regular step again.
 * A hidden modality still learns from its head.
 *
 * <p>With two modalities v_a − v_b is the difference of the conditional learning speeds log₁₀ (Σ
 * C_a / Σ E_b) − log₁₀ (Σ C_b / Σ E_a). Source: arXiv 2202.05306, whose cross-modal layers have
 * variables of their own for each direction; a joint fusion has none, so a_m stands for them (ours,
 * as is M &gt; 2).
 */
final class Greedy extends FixedMethod {

  private static final float LEAST = 1e-30f;

  private final GreedyConfig config;
  private @Nullable Op warmedUp;

  /**
   * @param lossWeights the weight of every loss, the same in every epoch
   * @param config the parameters
   */
  Greedy(Map<String, Double> lossWeights, GreedyConfig config) {
    super(lossWeights);
    this.config = config;
  }

  /**
   * What the method remembers, in the graph.
   *
   * @param active 1 after the warm-up, else 0: {@code []}
   * @param left steps of hiding that are left: {@code []}
   * @param hidden 1 for the modality that is hidden while steps are left: {@code [modalities]}
   * @param encoders Σ E_m: {@code [modalities]}
   * @param signals Σ C_m: {@code [modalities]}
   */
  private record Memory(
      Extension.State active,
      Extension.State left,
      Extension.State hidden,
      Extension.State encoders,
      Extension.State signals) {

    static Memory of(Extension extension, int modalities) {
      return new Memory(
          extension.state("greedy/active", Shape.scalar(), 0),
          extension.state("greedy/left", Shape.scalar(), 0),
          extension.state("greedy/hidden", Shape.of(modalities), 0),
          extension.state("greedy/encoders", Shape.of(modalities), 0),
          extension.state("greedy/signals", Shape.of(modalities), 0));
    }

    Operand<TBool> hiding(Ops tf) {
      return tf.math.greater(left.value(), tf.constant(0f));
    }
  }

  @Override
  public TrainingStep step(FusionGraph graph) {
    Extension extension = graph.extension();
    Ops tf = extension.tf();
    List<String> modalities = graph.modalities();
    Memory memory = Memory.of(extension, modalities.size());
    warmedUp = memory.active().assign(tf.constant(1f));
    List<Operand<TFloat32>> scales = new ArrayList<>();
    Map<String, Operand<TFloat32>> seen = new LinkedHashMap<>();
    for (int m = 0; m < modalities.size(); m++) {
      Operand<TFloat32> embedding = seen(extension, memory, modalities.get(m), m);
      Operand<TFloat32> scale = ones(tf, embedding);
      scales.add(scale);
      seen.put(modalities.get(m), tf.math.mul(embedding, scale));
    }
    Operand<TFloat32> fused = extension.loss(extension.fused("greedy/full", seen).logits());
    return TrainingStep.of(graph)
        .withFusedLoss(graph, fused)
        .withRule(backward -> gradients(graph, backward, memory, scales));
  }

  private static Operand<TFloat32> seen(
      Extension extension, Memory memory, String modality, int index) {
    Ops tf = extension.tf();
    Operand<TFloat32> chosen =
        tf.gather(memory.hidden().value(), tf.constant(index), tf.constant(0));
    Operand<TBool> hide =
        tf.math.logicalAnd(memory.hiding(tf), tf.math.greater(chosen, tf.constant(0f)));
    return tf.select(hide, extension.hidden(modality), extension.visible(modality));
  }

  private static Operand<TFloat32> ones(Ops tf, Operand<TFloat32> embedding) {
    float[] ones = new float[(int) embedding.shape().get(1)];
    Arrays.fill(ones, 1);
    return tf.constant(ones);
  }

  private Map<String, List<Gradient>> gradients(
      FusionGraph graph, Backpropagation backward, Memory memory, List<Operand<TFloat32>> scales) {
    Ops tf = backward.tf();
    Map<String, List<Gradient>> gradients = backward.ofTheLoss();
    List<Operand<TFloat32>> encoders = new ArrayList<>();
    for (String modality : graph.modalities()) {
      encoders.add(
          speed(tf, gradients.getOrDefault(FusionGraph.encoderGroup(modality), List.of())));
    }
    List<Operand<TFloat32>> signals = new ArrayList<>();
    for (Operand<TFloat32> gradient : backward.withRespectTo(scales)) {
      Operand<TFloat32> squares = Dots.of(tf, List.of(gradient), List.of(gradient));
      float width = (float) gradient.shape().size();
      signals.add(tf.math.div(squares, tf.constant(width)));
    }
    remember(backward, memory, tf.stack(encoders), tf.stack(signals));
    return gradients;
  }

  /** Returns ‖∇θ‖² / ‖θ‖². */
  private static Operand<TFloat32> speed(Ops tf, List<Gradient> gradients) {
    if (gradients.isEmpty()) {
      return tf.constant(0f);
    }
    List<Operand<TFloat32>> slopes = new ArrayList<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (Gradient gradient : gradients) {
      Parameter parameter = gradient.parameter();
      slopes.add(gradient.value());
      values.add(tf.identity(parameter.variable()));
    }
    return tf.math.divNoNan(Dots.of(tf, slopes, slopes), Dots.of(tf, values, values));
  }

  private void remember(
      Backpropagation backward,
      Memory memory,
      Operand<TFloat32> encoders,
      Operand<TFloat32> signals) {
    Ops tf = backward.tf();
    Operand<TBool> hiding = memory.hiding(tf);
    Operand<TFloat32> allEncoders =
        tf.select(
            hiding, memory.encoders().value(), tf.math.add(memory.encoders().value(), encoders));
    Operand<TFloat32> allSignals =
        tf.select(hiding, memory.signals().value(), tf.math.add(memory.signals().value(), signals));
    Operand<TFloat32> speeds = tf.math.add(log10(tf, allEncoders), log10(tf, allSignals));
    Operand<TFloat32> gap =
        tf.math.sub(tf.max(speeds, tf.constant(0)), tf.min(speeds, tf.constant(0)));
    Operand<TBool> begins =
        tf.math.logicalAnd(
            tf.math.greater(gap, tf.constant((float) config.threshold())),
            tf.math.greater(memory.active().value(), tf.constant(0f)));
    Operand<TFloat32> afterRegular =
        tf.select(begins, tf.constant((float) config.steps()), tf.constant(0f));
    Operand<TFloat32> afterHiding = tf.math.sub(memory.left().value(), tf.constant(1f));
    int modalities = (int) speeds.shape().size();
    Operand<TFloat32> fastest =
        tf.oneHot(
            tf.math.argMax(speeds, tf.constant(0)),
            tf.constant(modalities),
            tf.constant(1f),
            tf.constant(0f));
    backward.update(memory.encoders().assign(allEncoders));
    backward.update(memory.signals().assign(allSignals));
    backward.update(memory.left().assign(tf.select(hiding, afterHiding, afterRegular)));
    backward.update(memory.hidden().assign(tf.select(hiding, memory.hidden().value(), fastest)));
  }

  private static Operand<TFloat32> log10(Ops tf, Operand<TFloat32> value) {
    Operand<TFloat32> positive = tf.math.maximum(value, tf.constant(LEAST));
    return tf.math.div(tf.math.log(positive), tf.constant((float) Math.log(10)));
  }

  @Override
  public void epochStarting(int epochsDone, Workbench workbench) {
    if (epochsDone >= config.warmupEpochs()) {
      workbench.run(Objects.requireNonNull(warmedUp, "the step was not built"));
    }
  }
}
