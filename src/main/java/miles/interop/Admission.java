package miles.interop;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What may stand between an encoder's input and its output: operations that compute and do nothing
 * else, variables, and what reads variables.
 *
 * <p>What must merely run before something else is left out of an encoder. That changes nothing if
 * it computes, checks or reads; it would if it assigned.
 */
final class Admission {

  /** What reads a variable without changing it, and can be rewritten to read its value. */
  private static final Set<String> READERS =
      Set.of("ReadVariableOp", "ResourceGather", "VariableShape");

  /** What does something when it runs, and may yet be left out. */
  private static final Set<String> MAY_BE_LEFT_OUT =
      Set.of("NoOp", "Assert", "VarIsInitializedOp", "IsVariableInitialized", "Placeholder");

  /** Groups of operations that no encoder may have, whoever is trusted: files, and the like. */
  private static final Set<String> NEVER = Set.of("saver", "files", "network", "python");

  /**
   * The same, and what no import has let in because it keeps state, in a file made by an import.
   */
  private static final Set<String> NEVER_KEPT =
      Set.of("saver", "files", "network", "python", "printing", "process");

  private static final Set<String> PLACEHOLDERS = Set.of("Placeholder", "PlaceholderV2");

  private final Inliner inliner;
  private final OpRegistry ops;
  private final String fed;
  private final Set<String> unfed = new TreeSet<>();

  /**
   * @param fed the name of the placeholder that is fed
   */
  Admission(Inliner inliner, OpRegistry ops, String fed) {
    this.inliner = inliner;
    this.ops = ops;
    this.fed = fed;
  }

  /**
   * Checks a node that the output is computed with.
   *
   * @throws SavedModelException that names the operation and the node
   */
  void check(String name) {
    NodeDef node = inliner.node(name);
    String op = node.getOp();
    if (PLACEHOLDERS.contains(op)) {
      if (!name.equals(fed)) {
        unfed.add(name);
      }
      return;
    }
    if (OpRegistry.isVariable(op)) {
      requireShape(name, node);
      return;
    }
    if (READERS.contains(op)) {
      requireVariable(name, op);
      return;
    }
    String why = whyNot(node);
    if (!why.isEmpty()) {
      throw refused(name, op, why);
    }
  }

  private String whyNot(NodeDef node) {
    String op = node.getOp();
    if (OpRegistry.isControlFlow(op)) {
      return "control flow decides at run time what is computed";
    }
    if (OpRegistry.isTable(op)) {
      return "a lookup table keeps what a checkpoint of this project would not";
    }
    if (ops.find(op).isEmpty()) {
      return "it is a custom operation, none of TensorFlow's";
    }
    if (touchesOutside(op)) {
      return "it " + Operations.all().group(op).orElseThrow().does();
    }
    if (ops.isAssignment(op)) {
      return "it changes a variable while it computes";
    }
    if (ops.givesHandle(node)) {
      return "it keeps something that a checkpoint of this project would not";
    }
    return ops.isStateful(op) && !OpRegistry.isRandom(op)
        ? "it does more than computing its output"
        : "";
  }

  /**
   * Checks the nodes of an encoder that was imported before and kept in a file.
   *
   * @param source what an error calls the file
   * @throws SavedModelException that names an operation that no import admits, whoever is trusted
   */
  static void requireHarmless(List<NodeDef> nodes, String source) {
    for (NodeDef node : nodes) {
      String op = node.getOp();
      String group = Operations.all().group(op).map(Operations.Group::name).orElse("");
      if (group.isEmpty() || NEVER_KEPT.contains(group)) {
        throw new SavedModelException(
            "%s holds the operation %s (node %s), which no import writes. Do not use this run; train again."
                .formatted(source, op, node.getName()));
      }
    }
  }

  private static boolean touchesOutside(String op) {
    return Operations.all().group(op).filter(group -> NEVER.contains(group.name())).isPresent();
  }

  private static SavedModelException refused(String name, String op, String why) {
    return new SavedModelException(
        "the operation %s (node %s) is on the way to the output, and %s; choose an output before it, or export the model without it."
            .formatted(op, name, why));
  }

  private static void requireShape(String name, NodeDef node) {
    TensorShapeProto shape = node.getAttrOrThrow("shape").getShape();
    if (shape.getUnknownRank() || shape.getDimList().stream().anyMatch(dim -> dim.getSize() < 0)) {
      throw new SavedModelException(
          "the variable %s has no fixed shape, which an imported encoder needs; export the model with fixed shapes."
              .formatted(name));
    }
  }

  private void requireVariable(String name, String op) {
    NodeDef read = inliner.node(inliner.source(inliner.inputs(name).get(0)).node());
    if (!OpRegistry.isVariable(read.getOp())) {
      throw refused(name, op, "what it reads is no variable but a " + read.getOp());
    }
  }

  /**
   * Checks what must run before the nodes that the output is computed with.
   *
   * @param computed their names
   * @throws SavedModelException that names an operation that may not be left out, or placeholders
   *     that the output needs
   */
  void checkControls(Collection<String> computed) {
    if (!unfed.isEmpty()) {
      throw new SavedModelException(
          "the output also needs %s, which nothing feeds: only one input is fed. Choose another input or an output before it, or export the model with a default."
              .formatted(String.join(", ", unfed)));
    }
    Set<String> seen = new HashSet<>(computed);
    Set<String> seenControls = new HashSet<>();
    Deque<String> left = new ArrayDeque<>();
    computed.forEach(node -> addControls(node, seenControls, left));
    while (!left.isEmpty()) {
      String name = left.pop();
      if (seen.add(name)) {
        requireLeftOut(name);
        addControls(name, seenControls, left);
        inliner.inputs(name).forEach(input -> left.add(inliner.source(input).node()));
      }
    }
  }

  private void addControls(String node, Set<String> seen, Deque<String> left) {
    inliner
        .controls(node)
        .filter(seen::add)
        .forEach(control -> left.addAll(inliner.behind(control)));
  }

  private void requireLeftOut(String name) {
    NodeDef node = inliner.node(name);
    if (!mayBeLeftOut(node, new ArrayList<>())) {
      throw new SavedModelException(
          "the operation %s (node %s) must run before the output, and it does more than computing, such as changing a variable; choose an output before it, or export the model for inference."
              .formatted(node.getOp(), name));
    }
  }

  private boolean mayBeLeftOut(NodeDef node, List<String> inside) {
    String op = node.getOp();
    if (ops.isAssignment(op) || touchesOutside(op)) {
      return false;
    }
    List<String> functions =
        node.getAttrMap().values().stream()
            .filter(attribute -> attribute.hasFunc())
            .map(attribute -> attribute.getFunc().getName())
            .toList();
    if (!functions.isEmpty()) {
      return functions.stream().allMatch(function -> computes(function, inside));
    }
    return MAY_BE_LEFT_OUT.contains(op)
        || READERS.contains(op)
        || OpRegistry.isVariable(op)
        || OpRegistry.isRandom(op)
        || !ops.isStateful(op);
  }

  /** Returns whether a function's body, and those that it calls, may be left out. */
  private boolean computes(String name, List<String> inside) {
    FunctionDef function = inliner.function(name);
    if (inside.contains(name)) {
      return true; // being looked at
    }
    inside.add(name);
    return function.getNodeDefList().stream().allMatch(node -> mayBeLeftOut(node, inside));
  }
}
