package miles.interop;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/**
 * What some tensors of a graph are computed from, calls of functions looked through. Reads protocol
 * buffers only: unlike {@link Inliner} it asks TensorFlow nothing, and it passes over whatever is
 * odd instead of refusing it.
 *
 * <p>A node is named as {@link Inliner} names it.
 */
final class SignatureWalk {

  private static final int DEEPEST_CALL = 100;

  /** A few functions that call one another twice could otherwise fill the memory. */
  private static final int MOST_NODES = 200_000;

  /**
   * A node that is no call.
   *
   * @param inputs what it reads; without inputs that could not be followed
   */
  record Step(String name, NodeDef node, List<TensorName> inputs) {}

  /** A graph, or a function's body where it is called. */
  private record Scope(
      String prefix,
      int depth,
      Optional<FunctionDef> function,
      Map<String, NodeDef> nodes,
      Map<String, Site> arguments) {}

  /** A tensor as its scope writes it. */
  private record Site(Scope scope, String input) {}

  private record Found(Scope scope, NodeDef node, int index) {
    TensorName tensor() {
      return new TensorName(scope.prefix() + node.getName(), index);
    }
  }

  private final Map<String, FunctionDef> library;
  private final Scope graph;
  private final Map<String, Scope> called = new HashMap<>();
  private final Map<String, Step> steps = new LinkedHashMap<>();

  private SignatureWalk(SavedModelFile model) {
    this.library = model.functions();
    this.graph = new Scope("", 0, Optional.empty(), byName(model.graph().getNodeList()), Map.of());
  }

  /**
   * Returns the nodes behind some tensors by their names, each after those that it reads.
   *
   * @param tensors names of the main graph, such as {@code StatefulPartitionedCall:0}
   */
  static Map<String, Step> behind(SavedModelFile model, Collection<String> tensors) {
    SignatureWalk walk = new SignatureWalk(model);
    for (String tensor : tensors) {
      walk.find(new Site(walk.graph, tensor)).ifPresent(walk::walk);
    }
    return walk.steps;
  }

  /** Without recursion: networks are deeper than Java's stack. */
  private void walk(Found from) {
    Deque<Found> open = new ArrayDeque<>(List.of(from));
    Set<String> entered = new HashSet<>(steps.keySet());
    while (!open.isEmpty()) {
      Found at = open.peek();
      String name = at.tensor().node();
      List<Found> inputs = inputs(at);
      if (entered.add(name)) {
        inputs.stream()
            .filter(input -> !entered.contains(input.tensor().node()))
            .forEach(open::push);
        continue;
      }
      open.pop();
      if (steps.size() == MOST_NODES) {
        throw new SavedModelException(
            "The calls of functions behind %s expand to more than %d nodes: no network needs that many, choose another model."
                .formatted(from.tensor(), MOST_NODES));
      }
      steps.putIfAbsent(
          name, new Step(name, at.node(), inputs.stream().map(Found::tensor).toList()));
    }
  }

  private List<Found> inputs(Found at) {
    return at.node().getInputList().stream()
        .filter(input -> !input.startsWith("^"))
        .flatMap(input -> find(new Site(at.scope(), input)).stream())
        .toList();
  }

  /** Returns the node that computes a tensor, behind arguments and calls. */
  private Optional<Found> find(Site from) {
    Site at = from;
    while (true) {
      Scope scope = at.scope();
      String[] parts = at.input().split(":", -1);
      NodeDef node = scope.nodes().get(parts[0]);
      Site argument = scope.arguments().get(at.input());
      if (argument != null) {
        at = argument;
      } else if (node == null || scope.depth() > DEEPEST_CALL) {
        return Optional.empty();
      } else {
        int index = number(parts[parts.length - 1]);
        Optional<FunctionDef> function = calledBy(node);
        if (function.isEmpty()) {
          return Optional.of(new Found(scope, node, index));
        }
        int output = library.containsKey(node.getOp()) ? position(function.get(), parts) : index;
        Optional<Site> returned = returned(scope, node, function.get(), output);
        if (returned.isEmpty()) {
          return Optional.empty();
        }
        at = returned.get();
      }
    }
  }

  /** Returns which output a tensor of a function that is called by its name is. */
  private static int position(FunctionDef function, String[] parts) {
    for (int i = 0; parts.length == 3 && i < function.getSignature().getOutputArgCount(); i++) {
      if (function.getSignature().getOutputArg(i).getName().equals(parts[1])) {
        return i;
      }
    }
    return number(parts[parts.length - 1]);
  }

  private Optional<Site> returned(Scope scope, NodeDef call, FunctionDef function, int output) {
    if (output >= function.getSignature().getOutputArgCount()) {
      return Optional.empty();
    }
    String returned =
        function.getRetMap().get(function.getSignature().getOutputArg(output).getName());
    return Optional.ofNullable(returned)
        .map(
            input ->
                new Site(
                    called.computeIfAbsent(
                        scope.prefix() + call.getName(), name -> enter(scope, call, function)),
                    input));
  }

  private static Scope enter(Scope scope, NodeDef call, FunctionDef function) {
    Map<String, Site> arguments = new HashMap<>();
    int given = Math.min(call.getInputCount(), function.getSignature().getInputArgCount());
    for (int i = 0; i < given; i++) {
      arguments.put(
          function.getSignature().getInputArg(i).getName(), new Site(scope, call.getInput(i)));
    }
    return new Scope(
        scope.prefix() + call.getName() + "/",
        scope.depth() + 1,
        Optional.of(function),
        byName(function.getNodeDefList()),
        arguments);
  }

  private Optional<FunctionDef> calledBy(NodeDef node) {
    return Optional.ofNullable(library.get(CallGraph.calledBy(node)));
  }

  private static Map<String, NodeDef> byName(Collection<NodeDef> nodes) {
    Map<String, NodeDef> byName = new HashMap<>();
    nodes.forEach(node -> byName.put(node.getName(), node));
    return byName;
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,6}") ? Integer.parseInt(text) : 0;
  }
}
