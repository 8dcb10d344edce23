package miles.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import miles.graph.FusionGraph.Prediction;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The predictions of one graph: of its heads, and of its fusion from any subset of modalities. */
final class Predictions {

  private final Foundation foundation;
  private final Map<String, Branch> branches;
  private final FusionHead fusion;
  private final Task task;
  private final Map<Set<String>, Prediction> subsets = new LinkedHashMap<>();

  /**
   * @param foundation the graph under construction
   * @param branches every modality by name, in order
   * @param fusion the fusion head
   * @param task the meaning of the outputs
   */
  Predictions(Foundation foundation, Map<String, Branch> branches, FusionHead fusion, Task task) {
    this.foundation = foundation;
    this.branches = branches;
    this.fusion = fusion;
    this.task = task;
  }

  /** Returns the fused prediction from some modalities, the others masked; builds it once. */
  Prediction subset(Set<String> modalities) {
    Set<String> visible = new LinkedHashSet<>(branches.keySet());
    visible.retainAll(modalities);
    Prediction known = subsets.get(visible);
    if (known == null) {
      known = fused(name(visible), visible);
      subsets.put(visible, known);
    }
    return known;
  }

  /** Builds a linear head on one modality's embedding. */
  Prediction head(Branch branch) {
    String name = FusionGraph.headGroup(branch.spec().modality());
    Layers layers = Layers.of(foundation, name);
    Operand<TFloat32> embedding = branch.visible(layers.tf());
    return prediction(name, layers.linear("output", embedding, task.outputs()));
  }

  private Prediction fused(String name, Set<String> visible) {
    Ops tf = foundation.scopes().at(name);
    Operand<TInt32> batch = tf.shape(fed(visible).presence());
    List<Embedding> embeddings = new ArrayList<>();
    branches.forEach(
        (modality, branch) ->
            embeddings.add(
                new Embedding(
                    modality,
                    visible.contains(modality) ? branch.visible(tf) : branch.hidden(tf, batch))));
    return prediction(name, fusion.logits(name, embeddings));
  }

  /**
   * Builds the fused prediction from given embeddings.
   *
   * @param name the path of its operations
   * @param values every modality's embedding: {@code [batch, width]}
   */
  Prediction fused(String name, Map<String, Operand<TFloat32>> values) {
    List<Embedding> embeddings = new ArrayList<>();
    branches
        .keySet()
        .forEach(m -> embeddings.add(new Embedding(m, Objects.requireNonNull(values.get(m)))));
    return prediction(name, fusion.logits(name, embeddings));
  }

  private Prediction prediction(String name, Operand<TFloat32> output) {
    Ops tf = foundation.scopes().at(name);
    Operand<TFloat32> logits = tf.withName("logits").identity(output);
    return new Prediction(name, logits, task.probabilities(tf.withName("probabilities"), logits));
  }

  private String name(Set<String> visible) {
    int masked = branches.size() - visible.size();
    if (masked == 0) {
      return "full";
    }
    if (visible.size() == 1) {
      return "only/" + visible.iterator().next();
    }
    if (masked == 1) {
      Set<String> hidden = new LinkedHashSet<>(branches.keySet());
      hidden.removeAll(visible);
      return "without/" + hidden.iterator().next();
    }
    return "subset/" + (visible.isEmpty() ? "none" : String.join("-and-", visible));
  }

  /**
   * Returns a modality that has to be fed anyway, which says how many samples there are; the first
   * one if all are masked.
   */
  private Branch fed(Set<String> visible) {
    return branches.values().stream()
        .filter(branch -> visible.contains(branch.spec().modality()))
        .findFirst()
        .orElseGet(() -> branches.values().iterator().next());
  }
}
