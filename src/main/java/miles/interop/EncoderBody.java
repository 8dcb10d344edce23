package miles.interop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The nodes that an output needs, in an order in which they can be computed.
 *
 * @param nodes the nodes, each after those that it reads
 * @param input the name of the placeholder that is fed
 * @param output the output
 */
record EncoderBody(List<NodeDef> nodes, String input, TensorName output) {

  /** The shared name by which TensorFlow's runtime makes a variable that nobody shares. */
  private static final String ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

  /** Returns the names of the nodes that some tensors need, each after those that it reads. */
  static List<String> reached(Inliner inliner, Collection<TensorInfo> outputs) {
    Set<String> reached = new LinkedHashSet<>();
    for (TensorInfo output : outputs) {
      walk(inliner, inliner.source(TensorName.of(output.getName())), reached, node -> {});
    }
    return List.copyOf(reached);
  }

  /**
   * Returns what an output needs.
   *
   * @param input the name of the placeholder that is fed
   * @throws SavedModelException if something on the way cannot be imported
   */
  static EncoderBody of(Inliner inliner, OpRegistry ops, String input, TensorName output) {
    Admission admission = new Admission(inliner, ops, input);
    Set<String> reached = new LinkedHashSet<>();
    walk(inliner, output, reached, admission::check);
    admission.checkControls(reached);
    requireOneNodeEach(inliner, reached);
    List<NodeDef> nodes = new ArrayList<>();
    for (String name : reached) {
      List<TensorName> inputs = inliner.inputs(name).stream().map(inliner::source).toList();
      nodes.addAll(NodeRewriter.rewrite(name, inliner.node(name), inputs));
    }
    return new EncoderBody(List.copyOf(nodes), input, output);
  }

  /** Two nodes of one variable would become two variables, of which training moves each alone. */
  private static void requireOneNodeEach(Inliner inliner, Collection<String> reached) {
    Map<String, String> nodes = new HashMap<>();
    for (String name : reached) {
      NodeDef node = inliner.node(name);
      if (SavedModelFile.isVariable(node)) {
        String shared = CapturedNodes.sharedName(node);
        String other = nodes.put(shared, name);
        if (other != null && !shared.equals(ANONYMOUS)) {
          throw new SavedModelException(
              "The nodes %s and %s are one variable, by their shared name \"%s\", and would be imported as two: export the model with one node for every variable."
                  .formatted(other, name, shared));
        }
      }
    }
  }

  /** Returns the encoder of these nodes. */
  EncoderGraph graph(SavedModelFile model) {
    VariableFacts facts = VariableFacts.of(model);
    List<EncoderVariable> variables =
        nodes.stream()
            .filter(node -> OpRegistry.isVariable(node.getOp()))
            .map(facts::variable)
            .toList();
    GraphDef graph =
        GraphDef.newBuilder().addAllNode(nodes).setVersions(model.graph().getVersions()).build();
    return new EncoderGraph(
        graph, input, output.toString(), variables, ContentHashes.of(model.folder()));
  }

  /**
   * Adds the nodes that a tensor needs, each after those that it reads. Without recursion: networks
   * are deeper than Java's stack.
   *
   * @param first is told of every node before what it reads is looked at
   */
  private static void walk(
      Inliner inliner, TensorName from, Set<String> reached, Consumer<String> first) {
    Set<String> opened = new HashSet<>(reached);
    Deque<String> open = new ArrayDeque<>();
    open.push(from.node());
    while (!open.isEmpty()) {
      String node = open.peek();
      if (!opened.add(node)) {
        open.pop();
        reached.add(node);
        continue;
      }
      first.accept(node);
      List<TensorName> inputs = inliner.inputs(node);
      for (int i = inputs.size() - 1; i >= 0; i--) {
        String source = inliner.source(inputs.get(i)).node();
        if (!opened.contains(source)) {
          open.push(source);
        }
      }
    }
  }
}
