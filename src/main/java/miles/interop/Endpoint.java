package miles.interop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * What an encoder is taken out of: a signature, or a function as if the graph called it.
 *
 * @param inputs the tensors of the graph that are fed, by their keys
 * @param outputs the tensors of the graph that are asked for, by their keys
 */
record Endpoint(Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {

  /** The name of the call of a function. */
  private static final String CALL = "function";

  /**
   * Returns the signature of a key or, if there is none, the function of that name. Of a function,
   * the call is added to the graph.
   *
   * @throws SavedModelException if there is neither, or if what the function captures is not known
   */
  static Endpoint of(String name, SavedModelFile model, Inliner inliner) {
    SignatureDef signature = model.signatures().get(name);
    return signature == null
        ? call(new ModelFunctions(model).find(name), model, inliner)
        : new Endpoint(signature.getInputsMap(), signature.getOutputsMap());
  }

  private static Endpoint call(
      ModelFunctions.Traced function, SavedModelFile model, Inliner inliner) {
    String name = freeName(model);
    List<String> arguments = new ArrayList<>();
    Map<String, TensorInfo> inputs = new LinkedHashMap<>();
    function
        .inputs()
        .forEach(
            (key, tensor) -> {
              String node = name + "_input_" + arguments.size();
              NodeDef.Builder placeholder = NodeDef.newBuilder().setName(node).setOp("Placeholder");
              placeholder.putAttr("dtype", type(tensor));
              inliner.add(placeholder.build());
              arguments.add(node);
              inputs.put(key, tensor.toBuilder().setName(node).build());
            });
    CapturedNodes nodes = new CapturedNodes(model);
    function.captured().forEach(object -> arguments.add(nodes.tensor(object)));
    NodeDef.Builder call = NodeDef.newBuilder().setName(name).setOp(function.name());
    inliner.add(call.addAllInput(arguments).build());
    return new Endpoint(inputs, outputs(name, function, inliner));
  }

  /** Python runs all that a function does, whichever output is used: hence the control inputs. */
  private static Map<String, TensorInfo> outputs(
      String call, ModelFunctions.Traced function, Inliner inliner) {
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    function
        .outputs()
        .forEach(
            (key, tensor) -> {
              String node = call + "_output_" + outputs.size();
              NodeDef.Builder identity = NodeDef.newBuilder().setName(node).setOp("Identity");
              identity.addInput(call + ":" + outputs.size()).addInput("^" + call);
              identity.putAttr("T", type(tensor));
              inliner.add(identity.build());
              outputs.put(key, tensor.toBuilder().setName(node).build());
            });
    return outputs;
  }

  private static String freeName(SavedModelFile model) {
    List<String> taken = model.graph().getNodeList().stream().map(NodeDef::getName).toList();
    String name = CALL;
    while (isStartOfAny(taken, name)) {
      name += "_";
    }
    return name;
  }

  private static boolean isStartOfAny(List<String> taken, String name) {
    return taken.stream().anyMatch(each -> each.startsWith(name));
  }

  private static AttrValue type(TensorInfo tensor) {
    return AttrValue.newBuilder().setType(tensor.getDtype()).build();
  }
}
