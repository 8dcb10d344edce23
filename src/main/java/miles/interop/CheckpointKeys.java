package miles.interop;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.ObjectReference;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.SlotVariableReference;

/**
 * The keys of variables in the files under variables/.
 *
 * <p>TensorFlow 1 uses the variable's name. TensorFlow 2 uses the shortest path of attributes from
 * the root object to the variable, such as {@code layer_with_weights-0/kernel}, and for an
 * optimizer's slot the path of its variable and that of the optimizer.
 */
final class CheckpointKeys {

  private static final String VALUE = "/.ATTRIBUTES/VARIABLE_VALUE";

  private final Map<String, String> byVariable = new HashMap<>();
  private final boolean objects;

  CheckpointKeys(SavedModelFile model) {
    SavedObjectGraph graph = model.objectGraph();
    this.objects = graph.getNodesCount() > 0;
    if (objects) {
      Map<Integer, String> paths = paths(graph);
      paths.forEach((id, path) -> name(graph, id, path));
      paths.forEach(
          (id, path) ->
              graph
                  .getNodes(id)
                  .getSlotVariablesList()
                  .forEach(slot -> name(graph, paths, path, slot)));
    }
  }

  /** Returns the key of a variable; empty where the objects of the file do not lead to it. */
  Optional<String> key(String variable) {
    return objects ? Optional.ofNullable(byVariable.get(variable)) : Optional.of(variable);
  }

  /** Returns the shortest path of attributes to every object, such as {@code /layer-0/kernel}. */
  static Map<Integer, String> paths(SavedObjectGraph graph) {
    Map<Integer, String> paths = new LinkedHashMap<>();
    paths.put(0, "");
    Deque<Integer> open = new ArrayDeque<>(Collections.singleton(0));
    while (!open.isEmpty()) {
      int id = open.remove();
      for (ObjectReference child : graph.getNodes(id).getChildrenList()) {
        int to = child.getNodeId();
        String path = paths.get(id) + "/" + escaped(child.getLocalName());
        if (to >= 0 && to < graph.getNodesCount() && paths.putIfAbsent(to, path) == null) {
          open.add(to);
        }
      }
    }
    return paths;
  }

  private void name(SavedObjectGraph graph, int id, String path) {
    SavedObject object = graph.getNodes(id);
    if (object.hasVariable()) {
      byVariable.putIfAbsent(object.getVariable().getName(), path.substring(1) + VALUE);
    }
  }

  private void name(
      SavedObjectGraph graph,
      Map<Integer, String> paths,
      String optimizer,
      SlotVariableReference slot) {
    String variable = paths.get(slot.getOriginalVariableNodeId());
    int id = slot.getSlotVariableNodeId();
    if (variable != null && id >= 0 && id < graph.getNodesCount()) {
      String path = variable + "/.OPTIMIZER_SLOT" + optimizer + "/" + escaped(slot.getSlotName());
      name(graph, id, path);
    }
  }

  private static String escaped(String name) {
    return name.replace(".", "..").replace("/", ".S");
  }
}
