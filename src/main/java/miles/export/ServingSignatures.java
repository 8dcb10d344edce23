package miles.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import miles.config.TaskConfig;
import miles.evaluate.Predictions;
import miles.graph.FusionGraph;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * The signatures of a served model: {@code serving_default} with every modality, one named after
 * each modality, in which the others are absent, and {@code embed}; with raw inputs also {@code
 * raw}, {@code raw_<modality>} and {@code raw_embed}.
 *
 * <p>Inputs are named after modalities. Outputs, for n classes: {@code probabilities [batch, n]
 * float32}, {@code logits [batch, n] float32}, {@code classes [batch] string}: the most probable
 * class, or for multi-label tasks the names of all classes with a probability of more than 0.5,
 * separated by {@code |} as in a manifest. A regression has one output, {@code value [batch]
 * float32}. The embeddings are named after modalities: {@code [batch, width] float32}, the mask
 * value where a sample lacks the modality.
 */
final class ServingSignatures {

  /** The signature of everything a client has. */
  static final String RAW = "raw";

  /** The signature of all embeddings. */
  static final String EMBED = "embed";

  private static final String METHOD_NAME = "tensorflow/serving/predict";

  private final FusionGraph graph;
  private final TaskConfig.Kind task;
  private final List<String> classes;
  private final Ops tf;
  private final List<Signature> signatures = new ArrayList<>();
  private final Map<String, Map<String, Operand<?>>> answers = new HashMap<>();

  private ServingSignatures(FusionGraph graph, TaskConfig.Kind task, List<String> classes) {
    this.graph = graph;
    this.task = task;
    this.classes = classes;
    this.tf = graph.tf().withSubScope("serving");
  }

  /**
   * Adds what the signatures need to the graph and returns them.
   *
   * @param graph the network
   * @param task what its outputs mean
   * @param classes the names of the outputs
   * @param raw each modality's raw input; empty for none
   */
  static List<Signature> of(
      FusionGraph graph,
      TaskConfig.Kind task,
      List<String> classes,
      Map<String, ? extends Operand<?>> raw) {
    ServingSignatures all = new ServingSignatures(graph, task, classes);
    Map<String, Operand<?>> preprocessed = new LinkedHashMap<>();
    graph.modalities().forEach(modality -> preprocessed.put(modality, graph.input(modality)));
    Map<String, Operand<?>> embeddings = new LinkedHashMap<>();
    graph.modalities().forEach(modality -> embeddings.put(modality, graph.visible(modality)));
    all.add(Signature.DEFAULT_KEY, EMBED, "", preprocessed, embeddings);
    if (!raw.isEmpty()) {
      all.add(RAW, RAW + "_" + EMBED, RAW + "_", raw, embeddings);
    }
    return List.copyOf(all.signatures);
  }

  /** Returns whether a signature takes what a client has, rather than preprocessed numbers. */
  static boolean isRaw(String key) {
    return key.equals(RAW) || key.startsWith(RAW + "_");
  }

  /** Adds the signatures that take the same inputs: of all modalities, of each, and to embed. */
  private void add(
      String full,
      String embed,
      String prefix,
      Map<String, ? extends Operand<?>> inputs,
      Map<String, Operand<?>> embeddings) {
    signatures.add(signature(full, inputs, outputs(graph.full())));
    for (String modality : graph.modalities()) {
      Map<String, Operand<?>> alone =
          Map.of(modality, Objects.requireNonNull(inputs.get(modality)));
      signatures.add(signature(prefix + modality, alone, outputs(graph.only(modality))));
    }
    signatures.add(signature(embed, inputs, embeddings));
  }

  private static Signature signature(
      String key, Map<String, ? extends Operand<?>> inputs, Map<String, Operand<?>> outputs) {
    Signature.Builder builder = Signature.builder(key).methodName(METHOD_NAME);
    inputs.forEach(builder::input);
    outputs.forEach(builder::output);
    return builder.build();
  }

  /** Returns the outputs of a prediction; signatures with the same prediction share them. */
  private Map<String, Operand<?>> outputs(FusionGraph.Prediction prediction) {
    return answers.computeIfAbsent(prediction.name(), name -> answer(prediction));
  }

  private Map<String, Operand<?>> answer(FusionGraph.Prediction prediction) {
    if (task == TaskConfig.Kind.REGRESSION) {
      return Map.of("value", tf.squeeze(prediction.probabilities(), Squeeze.axis(List.of(1L))));
    }
    Map<String, Operand<?>> answer = new LinkedHashMap<>();
    answer.put("probabilities", prediction.probabilities());
    answer.put("logits", prediction.logits());
    answer.put("classes", classNames(prediction.probabilities()));
    return answer;
  }

  private Operand<TString> classNames(Operand<TFloat32> probabilities) {
    Operand<TString> names = tf.array(classes.toArray(String[]::new));
    if (task == TaskConfig.Kind.CLASSIFICATION) {
      Operand<TInt32> best = tf.math.argMax(probabilities, tf.constant(1), TInt32.class);
      return tf.gather(names, best, tf.constant(0));
    }
    Operand<TString> separated = tf.strings.join(List.of(names, tf.constant("|")));
    Operand<TString> chosen =
        tf.select(
            tf.math.greater(probabilities, tf.constant(Predictions.THRESHOLD)),
            separated,
            tf.constant(""));
    Operand<TString> joined = tf.strings.reduceJoin(chosen, tf.constant(1));
    return tf.strings.regexReplace(joined, tf.constant("\\|$"), tf.constant(""));
  }
}
