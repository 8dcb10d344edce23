package miles.interop;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef.ArgDef;

/**
 * A SavedModel's graph as if no node called a function: what a call gives is what the nodes of the
 * function's body give, in their place.
 *
 * <p>A call is expanded when something behind it is first asked for. The node {@code dense/MatMul}
 * of a body that the node {@code call} calls is named {@code call/dense/MatMul}.
 */
final class Inliner {

  private static final int DEEPEST_CALL = 100;

  /** A few functions that call one another twice could otherwise fill the memory. */
  private static final int MOST_EXPANDED_NODES = 50_000;

  /**
   * Where nodes stand.
   *
   * @param prefix what precedes their names; empty in the main graph
   * @param function the function whose body it is; empty in the main graph
   * @param callers the functions that are being called here, this one last
   * @param controls the control inputs of the calls around the nodes
   */
  private record Body(
      String prefix, Optional<FunctionDef> function, List<String> callers, List<String> controls) {}

  /** A node in its place. */
  private record Placed(NodeDef node, Body body) {}

  private final OpRegistry ops;
  private final Map<String, FunctionDef> library;
  private final Map<String, Placed> nodes = new LinkedHashMap<>();
  private final Map<TensorName, TensorName> aliases = new HashMap<>();
  private final Set<String> expanded = new HashSet<>();
  private final Map<String, List<String>> behind = new HashMap<>();
  private int expandedNodes;

  Inliner(SavedModelFile model, OpRegistry ops) {
    this.ops = ops;
    this.library = model.functions();
    place(model.graph().getNodeList(), new Body("", Optional.empty(), List.of(), List.of()));
  }

  /** Returns whether the graph, as far as it is expanded, has a node. */
  boolean has(String node) {
    return nodes.containsKey(node);
  }

  /** Returns a node as its graph or function has it: its name and inputs are those of there. */
  NodeDef node(String name) {
    return placed(name).node();
  }

  /** Returns a function of the library. */
  FunctionDef function(String name) {
    FunctionDef function = library.get(name);
    if (function == null) {
      throw new SavedModelException(
          "The SavedModel calls the function \"%s\", which is not in it: export it again."
              .formatted(name));
    }
    return function;
  }

  /**
   * Puts a new node in the place of a tensor: what read the tensor reads the node's first output.
   *
   * @param node a node whose name no other has
   */
  void replace(TensorName tensor, NodeDef node) {
    add(node);
    aliases.put(tensor, new TensorName(node.getName(), 0));
  }

  /** Adds a node to the main graph; it may call a function. */
  void add(NodeDef node) {
    place(List.of(node), new Body("", Optional.empty(), List.of(), List.of()));
  }

  /**
   * Returns the tensor that a tensor is, behind calls, arguments and copies of handles.
   *
   * @throws SavedModelException if a function calls itself or the graph is damaged
   */
  TensorName source(TensorName tensor) {
    Set<TensorName> seen = new HashSet<>();
    TensorName at = tensor;
    while (seen.add(at)) {
      TensorName alias = aliases.get(at);
      if (alias != null) {
        at = alias;
        continue;
      }
      Placed placed = placed(at.node());
      if (isCall(placed.node())) {
        expand(at.node(), placed);
      } else if (isHandleCopy(placed.node())) {
        at = inputs(at.node()).get(0);
        continue;
      } else {
        return at;
      }
      at = output(at);
    }
    throw new SavedModelException(
        "Tensor %s depends on itself through calls: the SavedModel is damaged; export it again."
            .formatted(tensor));
  }

  /** Returns what a node computes with, in order. */
  List<TensorName> inputs(String name) {
    Placed placed = placed(name);
    return placed.node().getInputList().stream()
        .filter(input -> !input.startsWith("^"))
        .map(input -> tensor(placed.body(), input))
        .toList();
  }

  /** Returns what must run before a node: nodes, calls of functions and arguments of functions. */
  Stream<String> controls(String name) {
    Placed placed = placed(name);
    return Stream.concat(own(placed), placed.body().controls().stream());
  }

  private static Stream<String> own(Placed placed) {
    return placed.node().getInputList().stream()
        .filter(input -> input.startsWith("^"))
        .distinct()
        .map(input -> placed.body().prefix() + input.substring(1));
  }

  /**
   * Returns the nodes that run where a control input names something: itself, or what the function
   * runs that it calls.
   */
  List<String> behind(String node) {
    List<String> known = behind.get(node);
    if (known == null) {
      known = List.copyOf(findBehind(node));
      behind.put(node, known);
    }
    return known;
  }

  private Collection<String> findBehind(String node) {
    TensorName argument = new TensorName(node, 0);
    if (!nodes.containsKey(node) && aliases.containsKey(argument)) {
      return List.of(source(argument).node()); // an argument of a function
    }
    Placed placed = placed(node);
    if (!isCall(placed.node())) {
      return List.of(node);
    }
    expand(node, placed);
    FunctionDef function = function(CallGraph.calledBy(placed.node()));
    Set<String> all = new LinkedHashSet<>();
    function.getControlRetMap().values().forEach(each -> all.addAll(behind(node + "/" + each)));
    for (int i = 0; i < function.getSignature().getOutputArgCount(); i++) {
      all.add(source(new TensorName(node, i)).node());
    }
    return all;
  }

  private void place(List<NodeDef> body, Body where) {
    for (NodeDef node : body) {
      nodes.put(where.prefix() + node.getName(), new Placed(node, where));
    }
  }

  private Placed placed(String name) {
    Placed placed = nodes.get(name);
    if (placed == null) {
      throw new SavedModelException(
          "The SavedModel's graph has no node \"%s\", though another reads it: export it again."
              .formatted(name));
    }
    return placed;
  }

  private boolean isCall(NodeDef node) {
    return CallGraph.isCall(node) || library.containsKey(node.getOp());
  }

  private static boolean isHandleCopy(NodeDef node) {
    return node.getOp().equals("Identity")
        && node.getAttrOrThrow("T").getType() == DataType.DT_RESOURCE;
  }

  private TensorName output(TensorName call) {
    TensorName inner = aliases.get(call);
    if (inner == null) {
      throw new SavedModelException(
          "The call %s has no output %d: the SavedModel is damaged; export it again."
              .formatted(call.node(), call.index()));
    }
    return inner;
  }

  private void expand(String call, Placed placed) {
    if (!expanded.add(call)) {
      return;
    }
    String name = CallGraph.calledBy(placed.node());
    FunctionDef function = function(name);
    List<String> callers = new ArrayList<>(placed.body().callers());
    if (callers.contains(name)) {
      throw new SavedModelException(
          "The function \"%s\" calls itself (through %s): such an encoder has no end and cannot be imported."
              .formatted(name, callers));
    }
    callers.add(name);
    requireBounds(callers.size(), function.getNodeDefCount());
    List<String> controls = new ArrayList<>(placed.body().controls());
    own(placed).forEach(controls::add);
    Body body = new Body(call + "/", Optional.of(function), callers, controls);
    List<ArgDef> arguments = function.getSignature().getInputArgList();
    List<TensorName> inputs = inputs(call);
    if (arguments.size() != inputs.size()) {
      throw new SavedModelException(
          "The call %s gives %d arguments to the function \"%s\", which takes %d: export it again."
              .formatted(call, inputs.size(), name, arguments.size()));
    }
    for (int i = 0; i < arguments.size(); i++) {
      aliases.put(new TensorName(body.prefix() + arguments.get(i).getName(), 0), inputs.get(i));
    }
    place(function.getNodeDefList(), body);
    List<ArgDef> outputs = function.getSignature().getOutputArgList();
    for (int i = 0; i < outputs.size(); i++) {
      String returned = function.getRetOrThrow(outputs.get(i).getName());
      aliases.put(new TensorName(call, i), tensor(body, returned));
    }
  }

  private void requireBounds(int depth, int nodes) {
    expandedNodes += nodes;
    if (depth > DEEPEST_CALL) {
      throw new SavedModelException(
          "its functions call one another more than %d deep: no network needs that; choose another model."
              .formatted(DEEPEST_CALL));
    }
    if (expandedNodes > MOST_EXPANDED_NODES) {
      throw new SavedModelException(
          "its calls of functions expand to more than %d nodes: no network needs that many; choose another model."
              .formatted(MOST_EXPANDED_NODES));
    }
  }

  /** Returns the tensor of an input as a graph or a function's body writes it. */
  private TensorName tensor(Body body, String input) {
    if (body.function().isEmpty()) {
      return TensorName.of(input);
    }
    String[] parts = input.split(":", -1);
    String node = body.prefix() + parts[0];
    if (parts.length == 1) {
      return new TensorName(node, 0); // an argument
    }
    if (parts.length != 3) {
      throw new SavedModelException(
          "The input \"%s\" in a function of the SavedModel is not of the form node:output:position: export it again."
              .formatted(input));
    }
    NodeDef definition = placed(node).node();
    int index =
        OpRegistry.outputIndex(
            definition, outputs(definition), parts[1], Integer.parseInt(parts[2]));
    return new TensorName(node, index);
  }

  private List<ArgDef> outputs(NodeDef node) {
    return library.containsKey(node.getOp())
        ? function(node.getOp()).getSignature().getOutputArgList()
        : ops.find(node.getOp())
            .orElseThrow(
                () ->
                    new SavedModelException(
                        "The operation %s of node %s is none of TensorFlow's: an encoder with custom operations cannot be imported."
                            .formatted(node.getOp(), node.getName())))
            .getOutputArgList();
  }
}
