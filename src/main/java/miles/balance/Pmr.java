package miles.balance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import miles.config.PmrConfig;
import miles.graph.Extension;
import miles.graph.FusionGraph;
import miles.optimize.TrainingStep;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code pmr}: a modality that is behind also learns to bring its embeddings near the prototypes of
 * their classes.
 *
 * <pre>{@code
 * p_m = softmax over classes k of −‖z_m − c_{m,k}‖
 * s_m = mean of p_m(y_i) over the samples i that have modality m
 * ρ_m = s_m / mean of s_n over n ≠ m
 * L   = … + α · Σ_m w_m · CE(p_m, y) − μ · Σ_m v_m · H(p_m)
 * w_m = min(max(1 / ρ_m − 1, 0), 1)                 weight: clipped
 * w_m = 1 if ρ_m < 1 else 0                         weight: whole
 * v_m = min(max(ρ_m − 1, 0), 1) in the first epochs, then 0
 * }</pre>
 *
 * <p>H is the entropy, −Σ_k p log p, its mean over the samples that have modality m. The
 * {@linkplain Prototypes prototypes} c_{m,k} are the means of z_m over the training samples of
 * class k. Source: arXiv 2211.07089; its authors' code for {@code whole}, and for μ = 0, as that
 * code has no entropy. More than two modalities, that v_m mirrors the clipped w_m, and for how many
 * epochs, are ours.
 */
final class Pmr extends FixedMethod {

  /** Keeps the slope of the root finite where an embedding meets its prototype. */
  private static final float LEAST_SQUARE = 1e-12f;

  private final PmrConfig config;
  private final List<Prototypes> prototypes = new ArrayList<>();
  private @Nullable Op countAll;
  private @Nullable Op entropyOn;
  private @Nullable Op entropyOff;

  /**
   * @param lossWeights the weight of every loss, the same in every epoch
   * @param config the parameters
   */
  Pmr(Map<String, Double> lossWeights, PmrConfig config) {
    super(lossWeights);
    this.config = config;
  }

  @Override
  public TrainingStep step(FusionGraph graph) {
    Extension extension = graph.extension();
    Ops tf = extension.tf();
    prototypes.clear();
    Map<String, Operand<TFloat32>> nearness = new LinkedHashMap<>();
    Map<String, Operand<TFloat32>> probabilities = new LinkedHashMap<>();
    for (String modality : graph.modalities()) {
      Prototypes ofModality = Prototypes.of(graph, modality, (float) config.momentum());
      prototypes.add(ofModality);
      Operand<TFloat32> near = nearness(tf, graph.embedding(modality), ofModality.value());
      nearness.put(modality, near);
      probabilities.put(modality, tf.nn.softmax(near));
    }
    countAll =
        tf.withControlDependencies(prototypes.stream().map(Prototypes::count).toList()).noOp();
    Map<String, Operand<TFloat32>> ratios =
        LabelScores.ratios(tf, LabelScores.of(graph, probabilities));
    List<Operand<TFloat32>> terms = new ArrayList<>(List.of(TrainingStep.of(graph).loss()));
    ratios.forEach(
        (modality, ratio) -> {
          Operand<TFloat32> near = Objects.requireNonNull(nearness.get(modality));
          terms.add(tf.math.mul(weight(tf, ratio), extension.loss(modality, near)));
        });
    if (config.entropy() > 0) {
      terms.add(entropyTerm(extension, nearness, probabilities, ratios));
    }
    return TrainingStep.of(graph).withLoss(tf.math.addN(terms));
  }

  /** Returns −‖z − c_k‖ of every sample and class: {@code [batch, classes]}. */
  private static Operand<TFloat32> nearness(
      Ops tf, Operand<TFloat32> embedding, Operand<TFloat32> prototypes) {
    Operand<TFloat32> differences =
        tf.math.sub(tf.expandDims(embedding, tf.constant(1)), prototypes);
    Operand<TFloat32> squares = tf.reduceSum(tf.math.square(differences), tf.constant(2));
    return tf.math.neg(tf.math.sqrt(tf.math.maximum(squares, tf.constant(LEAST_SQUARE))));
  }

  /** Returns α · w_m; no gradient passes. */
  private Operand<TFloat32> weight(Ops tf, Operand<TFloat32> ratio) {
    Operand<TFloat32> share =
        switch (config.weight()) {
          case CLIPPED -> clipped(tf, ratio);
          case WHOLE ->
              tf.select(tf.math.less(ratio, tf.constant(1f)), tf.constant(1f), tf.constant(0f));
        };
    return tf.stopGradient(tf.math.mul(tf.constant((float) config.alpha()), share));
  }

  /** Returns min(max(1 / ρ − 1, 0), 1). */
  private static Operand<TFloat32> clipped(Ops tf, Operand<TFloat32> ratio) {
    return between0And1(tf, tf.math.sub(tf.math.reciprocal(ratio), tf.constant(1f)));
  }

  private static Operand<TFloat32> between0And1(Ops tf, Operand<TFloat32> value) {
    return tf.math.minimum(tf.math.maximum(value, tf.constant(0f)), tf.constant(1f));
  }

  /** Returns −μ · Σ_m v_m · H(p_m), times a variable that is 1 in the first epochs, then 0. */
  private Operand<TFloat32> entropyTerm(
      Extension extension,
      Map<String, Operand<TFloat32>> nearness,
      Map<String, Operand<TFloat32>> probabilities,
      Map<String, Operand<TFloat32>> ratios) {
    Ops tf = extension.tf();
    Extension.State on = extension.state("pmr/entropy", Shape.scalar(), 0);
    entropyOn = on.assign(tf.constant(1f));
    entropyOff = on.assign(tf.constant(0f));
    List<Operand<TFloat32>> sum = new ArrayList<>();
    nearness.forEach(
        (modality, near) -> {
          Operand<TFloat32> p = Objects.requireNonNull(probabilities.get(modality));
          Operand<TFloat32> negative =
              tf.reduceSum(tf.math.mul(p, tf.nn.logSoftmax(near)), tf.constant(1));
          Operand<TFloat32> ratio = Objects.requireNonNull(ratios.get(modality));
          Operand<TFloat32> ahead = between0And1(tf, tf.math.sub(ratio, tf.constant(1f)));
          sum.add(tf.math.mul(tf.stopGradient(ahead), extension.mean(modality, negative)));
        });
    Operand<TFloat32> weight = tf.math.mul(tf.constant((float) config.entropy()), on.value());
    return tf.math.mul(weight, tf.math.addN(sum));
  }

  @Override
  public void epochStarting(int epochsDone, Workbench workbench) {
    prototypes.forEach(each -> workbench.run(each.clear()));
    workbench.runOverTrainingSplit(Objects.requireNonNull(countAll, "the step was not built"));
    // As in the authors' code, the first two measurements count alone.
    prototypes.forEach(each -> workbench.run(epochsDone <= 1 ? each.replace() : each.blend()));
    Op entropy = epochsDone < config.entropyEpochs() ? entropyOn : entropyOff;
    if (entropy != null) {
      workbench.run(entropy);
    }
  }
}
