package miles.interop;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Whether an operation that reads or writes the files of variables stands where the model's own
 * saver stands.
 *
 * <p>It does if no signature, no initialisation and no function that could be fetched runs it. What
 * the saver's restore operation runs, which is run when the model is loaded, may besides only
 * restore, and only from the file that it is told.
 */
final class SaverPosition {

  private static final Set<String> INITIAL_COLLECTIONS =
      Set.of("saved_model_main_op", "legacy_init_op");

  /** The attribute of functions that TensorFlow may call in place of one another. */
  private static final String EXCHANGEABLE = "api_implements";

  private final Set<String> usedNodes;
  private final Set<String> usedFunctions;
  private final Set<String> restoreNodes;
  private final Set<String> restoreFunctions;
  private final Set<RestoreTrace.Place> strayed;

  SaverPosition(SavedModelFile model, CallGraph calls) {
    Map<String, NodeDef> used = calls.nodesBehind(used(model));
    this.usedNodes = used.keySet();
    this.usedFunctions = new LinkedHashSet<>(calls.functionsBehind(used.values()));
    Set<String> free = new TreeSet<>(model.functions().keySet());
    free.removeAll(calls.functionsBehind(model.graph().getNodeList()));
    model
        .functions()
        .forEach(
            (name, function) -> {
              if (function.containsAttr(EXCHANGEABLE)) {
                free.add(name);
              }
            });
    // A symbolic gradient calls the function that stands for a function's gradient, and names
    // neither.
    model
        .graph()
        .getLibrary()
        .getGradientList()
        .forEach(gradient -> free.add(gradient.getGradientFunc()));
    usedFunctions.addAll(calls.closure(free));
    Map<String, NodeDef> restore = calls.nodesBehind(List.of(model.saver().getRestoreOpName()));
    this.restoreNodes = restore.keySet();
    this.restoreFunctions = calls.functionsBehind(restore.values());
    this.strayed = RestoreTrace.strayed(model, calls);
  }

  /**
   * Returns why an operation of the saver's kind is refused; empty where it stands right.
   *
   * @param function whose body the node is in; empty for the graph
   */
  Optional<String> objection(NodeDef node, Optional<String> function) {
    boolean used =
        function.map(usedFunctions::contains).orElseGet(() -> usedNodes.contains(node.getName()));
    if (used) {
      return Optional.of("reads or writes files where the model computes, not where it is saved");
    }
    boolean restores =
        function
            .map(restoreFunctions::contains)
            .orElseGet(() -> restoreNodes.contains(node.getName()));
    if (!restores) {
      return Optional.empty(); // never run: MILES saves nothing through a foreign saver
    }
    if (!RestoreTrace.RESTORING.contains(node.getOp())) {
      return Optional.of("writes files when the variables are restored");
    }
    return strayed.contains(new RestoreTrace.Place(function.orElse(""), node.getName()))
        ? Optional.of("restores from a file that is not the model's own")
        : Optional.empty();
  }

  private static List<String> used(SavedModelFile model) {
    List<String> names = new ArrayList<>();
    for (SignatureDef signature : model.signatures().values()) {
      signature.getOutputsMap().values().forEach(tensor -> names.addAll(parts(tensor)));
      signature.getInputsMap().values().forEach(tensor -> names.addAll(parts(tensor)));
    }
    model
        .metaGraph()
        .getCollectionDefMap()
        .forEach(
            (key, collection) -> {
              if (INITIAL_COLLECTIONS.contains(key)) {
                names.addAll(values(collection));
              }
            });
    return names;
  }

  private static List<String> parts(TensorInfo tensor) {
    List<String> names = new ArrayList<>(List.of(tensor.getName()));
    names.addAll(
        List.of(
            tensor.getCooSparse().getValuesTensorName(),
            tensor.getCooSparse().getIndicesTensorName(),
            tensor.getCooSparse().getDenseShapeTensorName()));
    tensor.getCompositeTensor().getComponentsList().forEach(each -> names.addAll(parts(each)));
    return names;
  }

  private static List<String> values(CollectionDef collection) {
    return collection.getNodeList().getValueList();
  }
}
