package miles.interop;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/**
 * Follows the name of the file that a saver is told to restore from, through copies and calls, to
 * the operations that read it.
 */
final class RestoreTrace {

  /** Operations that read variables from the file that their first input names. */
  static final Set<String> RESTORING = Set.of("Restore", "RestoreSlice", "RestoreV2");

  /**
   * A node of the graph or of a function.
   *
   * @param function the function's name; empty for the graph
   */
  record Place(String function, String node) {}

  private record Visit(String function, Set<String> told) {}

  private final SavedModelFile model;
  private final CallGraph calls;
  private final Set<Visit> visited = new HashSet<>();
  private final Set<Place> strayed = new HashSet<>();

  private RestoreTrace(SavedModelFile model, CallGraph calls) {
    this.model = model;
    this.calls = calls;
  }

  /** Returns the restoring operations, run by the saver, that read another file than it is told. */
  static Set<Place> strayed(SavedModelFile model, CallGraph calls) {
    RestoreTrace trace = new RestoreTrace(model, calls);
    Collection<NodeDef> nodes =
        calls.nodesBehind(List.of(model.saver().getRestoreOpName())).values();
    trace.follow("", nodes, Set.of(tensor(model.saver().getFilenameTensorName())));
    return Set.copyOf(trace.strayed);
  }

  private void follow(String function, Collection<NodeDef> nodes, Set<String> told) {
    Set<String> names = withCopies(function, nodes, told);
    for (NodeDef node : nodes) {
      if (RESTORING.contains(node.getOp()) && !isTold(node, 0, names)) {
        strayed.add(new Place(function, node.getName()));
      }
      for (String called : calls.called(node)) {
        enter(called, node, names);
      }
    }
  }

  private void enter(String name, NodeDef call, Set<String> names) {
    FunctionDef function = model.functions().get(name);
    if (function == null) {
      return;
    }
    Set<String> told = new HashSet<>();
    boolean plain = CallGraph.calledBy(call).equals(name);
    for (int i = 0; plain && i < function.getSignature().getInputArgCount(); i++) {
      if (isTold(call, i, names)) {
        told.add(function.getSignature().getInputArg(i).getName());
      }
    }
    if (visited.add(new Visit(name, told))) {
      follow(name, function.getNodeDefList(), told);
    }
  }

  private static boolean isTold(NodeDef node, int input, Set<String> names) {
    return input < node.getInputCount() && names.contains(tensor(node.getInput(input)));
  }

  private static Set<String> withCopies(
      String function, Collection<NodeDef> nodes, Set<String> told) {
    Set<String> names = new HashSet<>(told);
    Set<NodeDef> copies =
        nodes.stream().filter(node -> node.getOp().equals("Identity")).collect(Collectors.toSet());
    String output = function.isEmpty() ? "" : ":output";
    boolean grown = !names.isEmpty();
    while (grown) {
      grown = false;
      for (NodeDef copy : copies) {
        grown |= isTold(copy, 0, names) && names.add(copy.getName() + output);
      }
    }
    return names;
  }

  /** Returns a tensor's name without the ":0" that a first output may do without. */
  private static String tensor(String name) {
    return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
  }
}
