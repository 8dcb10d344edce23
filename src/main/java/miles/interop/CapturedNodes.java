package miles.interop;

import static java.util.Locale.ROOT;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;

/**
 * The nodes of the main graph that stand for the objects that functions capture: the handles of
 * variables, and constants.
 *
 * <p>Where the main graph calls a function that an object has, the call's last inputs are the
 * objects that the function captures, in their order. Any other object is looked for by its name.
 */
final class CapturedNodes {

  private final SavedObjectGraph objects;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<Integer, String> byCall = new HashMap<>();

  CapturedNodes(SavedModelFile model) {
    this.objects = model.objectGraph();
    model.graph().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    model.graph().getNodeList().forEach(this::learn);
  }

  private void learn(NodeDef call) {
    String function =
        call.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName();
    List<Integer> bound =
        objects
            .getConcreteFunctionsOrDefault(function, SavedConcreteFunction.getDefaultInstance())
            .getBoundInputsList();
    List<String> inputs =
        call.getInputList().stream().filter(input -> !input.startsWith("^")).toList();
    int first = inputs.size() - bound.size();
    for (int i = 0; first >= 0 && i < bound.size(); i++) {
      byCall.putIfAbsent(bound.get(i), inputs.get(first + i));
    }
  }

  /**
   * Returns the tensor of the main graph that stands for an object.
   *
   * @param object its number in the file
   * @throws SavedModelException if there is none, or if it may be any of several
   */
  String tensor(int object) {
    String known = byCall.get(object);
    if (known != null) {
      return known;
    }
    if (object < 0 || object >= objects.getNodesCount()) {
      throw unresolved("the object %d, which is not in the file".formatted(object));
    }
    SavedObject captured = objects.getNodes(object);
    if (captured.hasConstant() && nodes.containsKey(captured.getConstant().getOperation())) {
      return captured.getConstant().getOperation();
    }
    if (captured.hasVariable()) {
      return variable(captured.getVariable().getName());
    }
    throw unresolved(
        "an object of the kind %s".formatted(captured.getKindCase().name().toLowerCase(ROOT)));
  }

  private String variable(String name) {
    List<String> handles =
        nodes.values().stream()
            .filter(node -> SavedModelFile.isVariable(node) && sharedName(node).equals(name))
            .map(NodeDef::getName)
            .toList();
    if (handles.size() != 1) {
      throw unresolved(
          "the variable \"%s\", of which the graph has %d".formatted(name, handles.size()));
    }
    return handles.get(0);
  }

  /** Returns the name by which the runtime finds a variable: nodes with the same share it. */
  static String sharedName(NodeDef node) {
    String shared =
        node.getAttrOrDefault("shared_name", AttrValue.getDefaultInstance()).getS().toStringUtf8();
    return shared.isEmpty() ? node.getName() : shared;
  }

  private static SavedModelException unresolved(String what) {
    return new SavedModelException(
        "the function captures %s, and no node of the graph can be told to be it; choose a signature, or export the function as one."
            .formatted(what));
  }
}
