package miles.interop;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;

/**
 * What runs when something is fetched: the nodes of the graph behind it, and the functions that
 * these call, directly, as a branch, or as the attribute of an attribute.
 */
final class CallGraph {

  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, FunctionDef> functions;

  CallGraph(SavedModelFile model) {
    model.graph().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    this.functions = model.functions();
  }

  /**
   * Returns the nodes of the graph, by their names, that must run for some tensors or operations.
   *
   * @param fetched names such as {@code node}, {@code node:1} or {@code ^node}; unknown ones are
   *     passed over
   */
  Map<String, NodeDef> nodesBehind(Collection<String> fetched) {
    Map<String, NodeDef> reached = new LinkedHashMap<>();
    Deque<String> open = new ArrayDeque<>(fetched);
    while (!open.isEmpty()) {
      String name = nodeOf(open.pop());
      NodeDef node = nodes.get(name);
      if (node != null && reached.put(name, node) == null) {
        open.addAll(node.getInputList());
      }
    }
    return reached;
  }

  /** Returns the functions that some nodes of the graph call, and those that these call. */
  Set<String> functionsBehind(Collection<NodeDef> callers) {
    return closure(callers.stream().flatMap(node -> called(node).stream()).toList());
  }

  /** Returns some functions and all that they call. */
  Set<String> closure(Collection<String> roots) {
    Set<String> reached = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      String name = open.pop();
      FunctionDef function = functions.get(name);
      if (function != null && reached.add(name)) {
        function.getNodeDefList().forEach(node -> open.addAll(called(node)));
      }
    }
    return reached;
  }

  /** Returns whether the library has a function of this name. */
  boolean isFunction(String name) {
    return functions.containsKey(name);
  }

  /** Returns whether a node's operation is to call the function that it names. */
  static boolean isCall(NodeDef node) {
    return CALLS.contains(node.getOp());
  }

  /**
   * Returns the name of the function whose inputs and outputs a node's are, if it calls one: what a
   * call names, otherwise the node's operation.
   */
  static String calledBy(NodeDef node) {
    return isCall(node)
        ? node.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName()
        : node.getOp();
  }

  /** Returns the functions that a node names: as its operation, or anywhere in its attributes. */
  Set<String> called(NodeDef node) {
    Set<String> names = new LinkedHashSet<>();
    if (functions.containsKey(node.getOp())) {
      names.add(node.getOp());
    }
    addAll(names, node.getAttrMap().values());
    return names;
  }

  private static void addAll(Set<String> names, Collection<AttrValue> attributes) {
    for (AttrValue attribute : attributes) {
      if (attribute.hasFunc()) {
        add(names, attribute.getFunc());
      }
      attribute.getList().getFuncList().forEach(function -> add(names, function));
    }
  }

  private static void add(Set<String> names, NameAttrList function) {
    names.add(function.getName());
    addAll(names, function.getAttrMap().values());
  }

  /** Returns the node of a tensor's or a control input's name. */
  static String nodeOf(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
