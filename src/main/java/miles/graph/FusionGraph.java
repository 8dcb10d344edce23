package miles.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import miles.config.InvalidValueException;
import miles.config.RunConfig;
import miles.data.FeatureSpec;
import miles.interop.ImportedEncoders;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The joint-fusion network of one run as a TensorFlow graph.
 *
 * <p>Encoders give the embeddings z_m = f_m(x_m), the fusion head gives the prediction g(z_1 …
 * z_M), and each unimodal head gives h_m(z_m). Where a modality is absent or masked, its mask value
 * stands for its embedding. All predictions share the encoders' embeddings and the fusion's
 * variables, so fetching several in one session run computes each encoder once.
 *
 * <p>Owns the TensorFlow graph: closing this closes it. Not thread-safe while predictions are first
 * asked for, because {@link #subset} then adds operations.
 */
public final class FusionGraph implements AutoCloseable {

  /** The parameter group, and the key of the loss, of the fusion head. */
  public static final String FUSION = "fusion";

  /** What a graph is for. */
  public enum Purpose {
    /** Training and evaluation. */
    TRAINING,
    /**
     * Serving: no targets, losses, dropout, training flag or statistics of batches; variables have
     * the names that they have in training and get their values from a checkpoint.
     */
    INFERENCE
  }

  /**
   * One prediction.
   *
   * @param name {@code full}, {@code head/<m>}, {@code only/<m>}, {@code without/<m>} or {@code
   *     subset/<a>-and-<b>}; the operations are named {@code <name>/logits} and {@code
   *     <name>/probabilities}
   * @param logits {@code [batch, outputs]}
   * @param probabilities softmax or sigmoid of the logits, the logits themselves for regression:
   *     {@code [batch, outputs]}
   */
  public record Prediction(
      String name, Operand<TFloat32> logits, Operand<TFloat32> probabilities) {}

  /**
   * One variable.
   *
   * @param name the name of its operation, and its key in checkpoints
   * @param group {@code encoder/<m>}, {@code fusion} or {@code head/<m>}
   * @param trainable whether gradients change it; others are changed by {@link
   *     TrainingNodes#updates}
   * @param variable the variable itself; read its value through an identity
   */
  public record GraphVariable(
      String name, String group, boolean trainable, Variable<TFloat32> variable) {}

  private final Graph graph;
  private final Foundation foundation;
  private final List<FeatureSpec> features;
  private final Task task;
  private final Branches branches;
  private final Map<String, Prediction> heads = new LinkedHashMap<>();
  private final Predictions predictions;
  private final Optional<TrainingNodes> training;

  private FusionGraph(
      Graph graph, RunConfig config, List<FeatureSpec> features, Task task, Foundation foundation) {
    this.graph = graph;
    this.features = List.copyOf(features);
    this.task = task;
    this.foundation = foundation;
    this.branches = Branches.build(foundation, config, this.features);
    FusionHead fusion = new FusionHead(config.fusion(), task.outputs(), foundation);
    this.predictions = new Predictions(foundation, branches.all(), fusion, task);
    Prediction full = full();
    if (config.unimodal().heads()) {
      branches.all().forEach((name, branch) -> heads.put(name, predictions.head(branch)));
    }
    this.training = foundation.mode().map(mode -> objective(full).nodes(mode));
  }

  /**
   * Builds the network of a run without imported encoders; otherwise as {@link #build(RunConfig,
   * List, int, Purpose, ImportedEncoders)}.
   */
  public static FusionGraph build(
      RunConfig config, List<FeatureSpec> features, int outputs, Purpose purpose) {
    return build(config, features, outputs, purpose, ImportedEncoders.NONE);
  }

  /**
   * Builds the network of a run.
   *
   * @param config the run
   * @param features the preprocessed values of every modality, in the order of the run file
   * @param outputs values of one target: classes, or 1 for regression
   * @param purpose what the graph is for
   * @param imported the encoders that come out of SavedModels; what their variables start from
   *     matters for training alone
   * @throws InvalidValueException if an encoder cannot take its modality's values, or is to be
   *     trained and cannot be differentiated
   * @throws miles.interop.SavedModelException if TensorFlow refuses an operation of an imported
   *     encoder
   * @throws IllegalArgumentException if the features are not the run's modalities or outputs is
   *     less than 1
   */
  public static FusionGraph build(
      RunConfig config,
      List<FeatureSpec> features,
      int outputs,
      Purpose purpose,
      ImportedEncoders imported) {
    long seed = config.training().seed();
    return build(
        config,
        features,
        outputs,
        graph -> Foundation.of(graph, seed, purpose, Optional.empty(), imported));
  }

  /**
   * Builds the network of a run for serving: a graph for inference in which {@code input/<m>} need
   * not be fed, because its values come from operations of their own, named {@code raw/…}.
   *
   * @param config the run
   * @param features the preprocessed values of every modality, in the order of the run file
   * @param outputs values of one target: classes, or 1 for regression
   * @param source adds the operations that make a modality's values
   * @param imported the encoders that come out of SavedModels
   * @throws InvalidValueException if an encoder cannot take its modality's values
   * @throws IllegalArgumentException if the features are not the run's modalities or outputs is
   *     less than 1
   */
  public static FusionGraph buildServing(
      RunConfig config,
      List<FeatureSpec> features,
      int outputs,
      ValueSource source,
      ImportedEncoders imported) {
    long seed = config.training().seed();
    return build(
        config,
        features,
        outputs,
        graph -> Foundation.of(graph, seed, Purpose.INFERENCE, Optional.of(source), imported));
  }

  private static FusionGraph build(
      RunConfig config,
      List<FeatureSpec> features,
      int outputs,
      Function<Graph, Foundation> foundation) {
    check(config, features, outputs);
    Graph graph = new Graph();
    try {
      Task task = new Task(config.task().kind(), outputs);
      return new FusionGraph(graph, config, features, task, foundation.apply(graph));
    } catch (RuntimeException | Error failure) {
      graph.close();
      throw failure;
    }
  }

  /** Returns the TensorFlow graph; closed with this. */
  public Graph graph() {
    return graph;
  }

  /** Returns the operations of the graph, in no name scope. */
  public Ops tf() {
    return foundation.scopes().root();
  }

  /** Returns what the graph is for. */
  public Purpose purpose() {
    return training.isPresent() ? Purpose.TRAINING : Purpose.INFERENCE;
  }

  /** Returns the names of the modalities in order. */
  public List<String> modalities() {
    return List.copyOf(branches.all().keySet());
  }

  /** Returns the shapes and types of the modalities in order. */
  public List<FeatureSpec> features() {
    return features;
  }

  /** Returns the values of one target: classes, or 1 for regression. */
  public int outputs() {
    return task.outputs();
  }

  /** Returns {@code input/<m>}, the modality's values: {@code [batch, …] float32 or int32}. */
  public Operand<? extends TType> input(String modality) {
    return branches.of(modality).input();
  }

  /**
   * Returns {@code presence/<m>}, 1 for samples that have the modality, else 0: {@code [batch]}.
   * Values fed for absent samples are never used. In a graph for inference it need not be fed: a
   * sample then has the modality unless all its values are NaN, or −1 for token ids.
   */
  public Operand<TFloat32> presence(String modality) {
    return branches.of(modality).presence();
  }

  /**
   * Returns the encoder's embedding z_m: {@code [batch, width]}; for absent samples without
   * meaning.
   */
  public Operand<TFloat32> embedding(String modality) {
    return branches.of(modality).embedding();
  }

  /**
   * Returns what the fusion sees of a modality: the embedding, or the mask value for samples that
   * lack the modality: {@code [batch, width]}.
   */
  public Operand<TFloat32> visible(String modality) {
    return branches.of(modality).visible(foundation.scopes().at("visible/" + modality));
  }

  /**
   * Returns what an encoder that comes out of a SavedModel computes, before it is normalised:
   * {@code [batch, width]}, in a graph for training {@code [samples that have the modality,
   * width]}.
   *
   * @throws IllegalStateException if the modality's encoder is another, or was applied before
   */
  public Operand<TFloat32> imported(String modality) {
    String name =
        encoderGroup(branches.of(modality).spec().modality()) + "/" + SavedModelEncoder.OUTPUT;
    GraphOperation operation = graph.operation(name);
    if (operation == null) {
      throw new IllegalStateException("modality %s has no imported encoder".formatted(modality));
    }
    return operation.output(0);
  }

  /** Returns the fused prediction; absent modalities are replaced by their mask values. */
  public Prediction full() {
    return predictions.subset(branches.all().keySet());
  }

  /**
   * Returns the prediction of a modality's own linear head; without meaning for absent samples.
   *
   * @throws IllegalStateException if the run has no heads
   */
  public Prediction head(String modality) {
    Branch branch = branches.of(modality);
    Prediction head = heads.get(branch.spec().modality());
    if (head == null) {
      throw new IllegalStateException("the run has no unimodal heads (unimodal.heads: false)");
    }
    return head;
  }

  /** Returns the fused prediction from one modality, the others masked. Needs no feed of theirs. */
  public Prediction only(String modality) {
    return subset(Set.of(modality));
  }

  /** Returns the fused prediction from all modalities but one. Needs no feed of that one. */
  public Prediction without(String modality) {
    Set<String> others = new LinkedHashSet<>(branches.all().keySet());
    others.remove(branches.of(modality).spec().modality());
    return subset(others);
  }

  /**
   * Returns the fused prediction from some modalities, the others masked.
   *
   * <p>Equal to {@link #full} with the presence of the others fed as 0. Built on the first request;
   * makes no variables. From no modality, it still has one (equal) row for each sample and needs
   * the presence of the first modality alone.
   *
   * @param modalities any subset, also empty or complete
   */
  public Prediction subset(Set<String> modalities) {
    modalities.forEach(branches::of);
    return predictions.subset(modalities);
  }

  /** Returns every variable, in the order in which they were made. */
  public List<GraphVariable> variables() {
    return foundation.variables().all();
  }

  /**
   * Returns the parameter groups: encoders, then fusion, then heads, each in the modalities' order.
   */
  public List<String> groups() {
    List<String> groups = new ArrayList<>();
    branches.all().keySet().forEach(modality -> groups.add(encoderGroup(modality)));
    groups.add(FUSION);
    heads.keySet().forEach(modality -> groups.add(headGroup(modality)));
    return List.copyOf(groups);
  }

  /**
   * Returns what training feeds and fetches.
   *
   * @throws IllegalStateException if the graph is for inference
   */
  public TrainingNodes training() {
    return training.orElseThrow(
        () -> new IllegalStateException("a graph for inference has no training nodes"));
  }

  /**
   * Sets every variable of the graph to its initial value, also those that an optimizer added. The
   * values depend on the run's seed and each variable's name alone, except those that come out of a
   * SavedModel. In a graph for inference they are 0: restore a checkpoint instead.
   *
   * @param session a session of this graph; the caller closes it
   */
  public void initialize(Session session) {
    session.forceInitialize();
    foundation.variables().given().assign(graph, session);
  }

  /**
   * Returns what a balancing method builds on beside the predictions and the losses.
   *
   * @throws IllegalStateException if the graph is for inference
   */
  public Extension extension() {
    return new Extension(foundation, branches, predictions, task, training());
  }

  /** Returns the parameter group of a modality's encoder. */
  public static String encoderGroup(String modality) {
    return "encoder/" + modality;
  }

  /** Returns the parameter group of a modality's head. */
  public static String headGroup(String modality) {
    return "head/" + modality;
  }

  @Override
  public void close() {
    graph.close();
  }

  private Objective objective(Prediction full) {
    Objective objective = new Objective(foundation, task);
    objective.addFused(full);
    heads.forEach((modality, head) -> objective.addHead(branches.of(modality), head));
    return objective;
  }

  private static void check(RunConfig config, List<FeatureSpec> features, int outputs) {
    List<String> expected = List.copyOf(config.modalities().keySet());
    List<String> given = features.stream().map(FeatureSpec::modality).toList();
    if (!expected.equals(given)) {
      throw new IllegalArgumentException(
          "features of %s do not go with the run's modalities %s".formatted(given, expected));
    }
    if (outputs < 1) {
      throw new IllegalArgumentException(outputs + " outputs; at least 1 is needed");
    }
  }
}
