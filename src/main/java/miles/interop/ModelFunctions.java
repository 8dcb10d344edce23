package miles.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.OpDef.ArgDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The functions that the objects of a SavedModel have, such as {@code __call__} of a Keras model or
 * what a {@code tf.Module} decorates with {@code tf.function}.
 *
 * <p>Python traces a function once for every kind of arguments; each trace is a function of the
 * library. It is named by its own name, or by the path of attributes from the root object to the
 * function if that was traced once.
 */
final class ModelFunctions {

  private static final String SIGNATURES = "signatures/";

  /**
   * A traced function.
   *
   * @param name its name in the library
   * @param path the attributes that lead to it; its name where they lead to several
   * @param inputs what it takes, without what it captures, in order
   * @param outputs what it gives, in order
   * @param captured the objects that its last arguments are
   */
  record Traced(
      String name,
      String path,
      Map<String, TensorInfo> inputs,
      Map<String, TensorInfo> outputs,
      List<Integer> captured) {}

  private final SavedModelFile model;
  private final Map<String, SortedSet<String>> byPath;

  ModelFunctions(SavedModelFile model) {
    this.model = model;
    this.byPath = byPath(model.objectGraph());
  }

  private static Map<String, SortedSet<String>> byPath(SavedObjectGraph graph) {
    Map<String, SortedSet<String>> byPath = new TreeMap<>();
    if (graph.getNodesCount() > 0) {
      CheckpointKeys.paths(graph)
          .forEach(
              (id, path) -> {
                SavedObject object = graph.getNodes(id);
                TreeSet<String> traces =
                    new TreeSet<>(object.getFunction().getConcreteFunctionsList());
                if (object.hasBareConcreteFunction()) {
                  traces.add(object.getBareConcreteFunction().getConcreteFunctionName());
                }
                if (!traces.isEmpty()) {
                  byPath.put(path.substring(1), traces);
                }
              });
    }
    return byPath;
  }

  /** Returns the functions that take a tensor and are no signatures, by path, then by name. */
  List<Traced> all() {
    List<Traced> all = new ArrayList<>();
    byPath.forEach(
        (path, traces) ->
            traces.stream()
                .filter(name -> !path.startsWith(SIGNATURES) && isTraced(name))
                .map(name -> traced(name, traces.size() == 1 ? path : name))
                .filter(function -> !function.inputs().isEmpty())
                .forEach(all::add));
    return List.copyOf(all);
  }

  private boolean isTraced(String name) {
    return model.objectGraph().containsConcreteFunctions(name)
        && model.functions().containsKey(name);
  }

  /**
   * Returns the function of a name.
   *
   * @param wanted a name in the library, or the path to a function that was traced once
   * @throws SavedModelException if there is none, or if the path leads to several
   */
  Traced find(String wanted) {
    if (isTraced(wanted)) {
      return traced(wanted, wanted);
    }
    SortedSet<String> traces = byPath.getOrDefault(wanted, new TreeSet<>());
    if (traces.size() > 1) {
      throw new SavedModelException(
          "the function was traced %d times; name one of %s.".formatted(traces.size(), traces));
    }
    if (traces.isEmpty() || !isTraced(traces.first())) {
      throw new SavedModelException(
          "there is no such signature or function; there are the signatures %s and %d functions (see them with miles inspect)."
              .formatted(model.signatures().keySet(), all().size()));
    }
    return traced(traces.first(), wanted);
  }

  private Traced traced(String name, String path) {
    FunctionDef function = model.functions().getOrDefault(name, FunctionDef.getDefaultInstance());
    List<Integer> captured =
        model
            .objectGraph()
            .getConcreteFunctionsOrDefault(name, SavedConcreteFunction.getDefaultInstance())
            .getBoundInputsList();
    List<ArgDef> arguments = function.getSignature().getInputArgList();
    Map<String, TensorInfo> inputs = new LinkedHashMap<>();
    for (int i = 0; i < arguments.size() - captured.size(); i++) {
      FunctionDef.ArgAttrs facts =
          function.getArgAttrOrDefault(i, FunctionDef.ArgAttrs.getDefaultInstance());
      String given = facts.getAttrOrDefault("_user_specified_name", none()).getS().toStringUtf8();
      String key = given.isEmpty() ? arguments.get(i).getName() : given;
      inputs.put(
          inputs.containsKey(key) ? arguments.get(i).getName() : key,
          info(arguments.get(i).getType(), shape(facts)));
    }
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    function
        .getSignature()
        .getOutputArgList()
        .forEach(output -> outputs.put(output.getName(), info(output.getType(), unknown())));
    return new Traced(name, path, inputs, outputs, captured);
  }

  private static TensorInfo info(DataType type, TensorShapeProto shape) {
    return TensorInfo.newBuilder().setDtype(type).setTensorShape(shape).build();
  }

  private static TensorShapeProto shape(FunctionDef.ArgAttrs facts) {
    List<TensorShapeProto> shapes =
        facts.getAttrOrDefault("_output_shapes", none()).getList().getShapeList();
    return shapes.isEmpty() ? unknown() : shapes.get(0);
  }

  private static TensorShapeProto unknown() {
    return TensorShapeProto.newBuilder().setUnknownRank(true).build();
  }

  private static AttrValue none() {
    return AttrValue.getDefaultInstance();
  }
}
