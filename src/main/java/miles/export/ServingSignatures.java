package miles.export;

import java.util.ArrayList;
import java.util.List;
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
 * The signatures of a served model: {@code serving_default} with every modality, and one named
 * after each modality, in which the others are absent.
 *
 * <p>Inputs are named after modalities. Outputs, for n classes: {@code probabilities [batch, n]
 * float32}, {@code logits [batch, n] float32}, {@code classes [batch] string}: the most probable
 * class, or for multi-label tasks the names of all classes with a probability of more than 0.5,
 * separated by {@code |} as in a manifest. A regression has one output, {@code value [batch]
 * float32}.
 */
final class ServingSignatures {

  private static final String METHOD_NAME = "tensorflow/serving/predict";

  private final FusionGraph graph;
  private final TaskConfig.Kind task;
  private final Ops tf;
  private final List<String> classes;

  ServingSignatures(FusionGraph graph, TaskConfig.Kind task, List<String> classes) {
    this.graph = graph;
    this.task = task;
    this.classes = classes;
    this.tf = graph.tf().withSubScope("serving");
  }

  List<Signature> all() {
    List<Signature> signatures = new ArrayList<>();
    signatures.add(signature(Signature.DEFAULT_KEY, graph.modalities(), graph.full()));
    for (String modality : graph.modalities()) {
      signatures.add(signature(modality, List.of(modality), graph.only(modality)));
    }
    return signatures;
  }

  private Signature signature(
      String key, List<String> modalities, FusionGraph.Prediction prediction) {
    Signature.Builder builder = Signature.builder(key).methodName(METHOD_NAME);
    modalities.forEach(modality -> builder.input(modality, graph.input(modality)));
    if (task == TaskConfig.Kind.REGRESSION) {
      return builder
          .output("value", tf.squeeze(prediction.probabilities(), Squeeze.axis(List.of(1L))))
          .build();
    }
    return builder
        .output("probabilities", prediction.probabilities())
        .output("logits", prediction.logits())
        .output("classes", classNames(prediction.probabilities()))
        .build();
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
