package miles.graph;

import java.util.Map;
import miles.graph.FusionGraph.Prediction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What a balancing method builds on beside the predictions and the losses of a {@link FusionGraph}:
 * embeddings, losses of other predictions, and variables of its own. Everything that a method adds
 * stands under {@code balance/}, is saved with checkpoints and is left out of models for serving.
 *
 * <p>For use before the graph's variables are initialised.
 */
public final class Extension {

  private static final String PATH = "balance";

  private final Foundation foundation;
  private final Branches branches;
  private final Predictions predictions;
  private final Task task;
  private final TrainingNodes nodes;

  Extension(
      Foundation foundation,
      Branches branches,
      Predictions predictions,
      Task task,
      TrainingNodes nodes) {
    this.foundation = foundation;
    this.branches = branches;
    this.predictions = predictions;
    this.task = task;
    this.nodes = nodes;
  }

  /**
   * A variable that no gradient changes.
   *
   * @param variable the variable
   * @param value its value, a copy: assignments never change what was read before
   * @param tf where assignments are added
   */
  public record State(Variable<TFloat32> variable, Operand<TFloat32> value, Ops tf) {

    /** Adds an assignment, which waits until the value was read. */
    public Op assign(Operand<TFloat32> next) {
      return tf.withControlDependencies(value).assign(variable, next);
    }
  }

  /** Returns the operations of the method. */
  public Ops tf() {
    return foundation.scopes().at(PATH);
  }

  /**
   * Makes a variable.
   *
   * @param name its name under {@code balance/}
   * @param initial the initial value of every element
   */
  public State state(String name, Shape shape, float initial) {
    Variables.Entry entry =
        foundation.variables().statistic(PATH + "/" + name, PATH, shape, initial);
    return new State(entry.declared().variable(), entry.value(), tf());
  }

  /**
   * Returns a seed of stateless random values that depends on the run's seed, the global step and a
   * name alone: {@code [2]}.
   */
  public Operand<TInt64> seed(String name) {
    long offset = Seeds.of(PATH + "/" + name);
    return tf().math.add(nodes.seed(), tf().constant(new long[] {offset, 0}));
  }

  /** Returns whether samples have the modality: {@code [batch]}. */
  public Operand<TBool> present(String modality) {
    return branches.of(modality).present();
  }

  /**
   * Returns the embedding as the fusion sees it, with the mask value for samples that lack the
   * modality: {@code [batch, width]}.
   */
  public Operand<TFloat32> visible(String modality) {
    return branches.of(modality).visible(tf());
  }

  /** Returns the mask value for every sample: {@code [batch, width]}. */
  public Operand<TFloat32> hidden(String modality) {
    return branches.of(modality).hidden(tf(), tf().shape(branches.of(modality).presence()));
  }

  /**
   * Builds the fused prediction from other embeddings, with the variables of the fusion head.
   *
   * @param name the name of its operations under {@code balance/}
   * @param embeddings one of each modality: {@code [batch, width]}
   */
  public Prediction fused(String name, Map<String, Operand<TFloat32>> embeddings) {
    return predictions.fused(PATH + "/" + name, embeddings);
  }

  /** Returns the task's mean loss over all samples: {@code []}. */
  public Operand<TFloat32> loss(Operand<TFloat32> logits) {
    return Task.mean(tf(), task.loss(tf(), logits, nodes.targets()));
  }

  /** Returns the task's mean loss over the samples that have a modality, 0 if none has. */
  public Operand<TFloat32> loss(String modality, Operand<TFloat32> logits) {
    return Task.mean(tf(), task.loss(tf(), logits, nodes.targets()), present(modality));
  }

  /** Returns the mean of a value of each sample over those that have a modality, 0 if none has. */
  public Operand<TFloat32> mean(String modality, Operand<TFloat32> samples) {
    return Task.mean(tf(), samples, present(modality));
  }
}
