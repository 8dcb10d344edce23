package miles.interop;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import miles.interop.SignatureWalk.Step;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Tensors inside a signature that could serve as an embedding: float32 [batch, width], computed
 * from a float32 input with weights, on the way to an output.
 *
 * <p>Of a layer's operations only the last is taken (the activation, not the product before it),
 * and copies are passed over.
 */
final class InnerTensors {

  /** Operations with which the work of a layer begins. */
  private static final Set<String> WEIGHTED =
      Set.of(
          "MatMul",
          "BatchMatMul",
          "BatchMatMulV2",
          "BatchMatMulV3",
          "Einsum",
          "Conv2D",
          "Conv3D",
          "DepthwiseConv2dNative",
          "Conv2DBackpropInput");

  /** Operations that finish what the operation before them began. */
  private static final Set<String> FINISHING =
      Set.of(
          "BiasAdd",
          "Add",
          "AddV2",
          "Relu",
          "Relu6",
          "LeakyRelu",
          "Elu",
          "Selu",
          "Sigmoid",
          "Tanh",
          "Softplus",
          "Softsign",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3",
          "Mul");

  private static final Set<String> COPIES = Set.of("Identity", "StopGradient", "Placeholder");

  private final SignatureDef signature;
  private final Map<String, Step> steps;
  private final ShapeRules shapes;
  private final Set<String> fed = new HashSet<>();
  private final Set<String> worked = new HashSet<>();
  private final Map<String, Set<String>> readers = new HashMap<>();
  private final Set<String> given = new HashSet<>();

  private InnerTensors(SavedModelFile model, SignatureDef signature) {
    this.signature = signature;
    this.steps = SignatureWalk.behind(model, names(signature.getOutputsMap().values()));
    Map<String, Optional<List<Long>>> inputs = new HashMap<>();
    for (TensorInfo input : signature.getInputsMap().values()) {
      String node = TensorName.of(input.getName()).node();
      inputs.put(node, ShapeRules.of(input.getTensorShape()));
      if (input.getDtype() == DataType.DT_FLOAT) {
        fed.add(node);
      }
    }
    this.shapes = new ShapeRules(steps, inputs);
    steps.values().forEach(this::visit);
    signature.getOutputsMap().values().forEach(output -> giveBack(model, output));
  }

  /** Returns the width of each such tensor by its name, in the order in which they are computed. */
  static Map<String, Long> of(SavedModelFile model, SignatureDef signature) {
    InnerTensors tensors = new InnerTensors(model, signature);
    Map<String, Long> widths = new LinkedHashMap<>();
    for (Step step : tensors.steps.values()) {
      if (tensors.serves(step)) {
        widths.put(tensors.shortName(step), tensors.width(step.name()));
      }
    }
    return widths;
  }

  private static List<String> names(Collection<TensorInfo> tensors) {
    return tensors.stream().map(TensorInfo::getName).toList();
  }

  private void visit(Step step) {
    for (TensorName input : step.inputs()) {
      if (fed.contains(input.node())) {
        fed.add(step.name());
        readers.computeIfAbsent(input.node(), name -> new HashSet<>()).add(step.name());
      }
      if (worked.contains(input.node()) && fed.contains(input.node())) {
        worked.add(step.name());
      }
    }
    if (fed.contains(step.name()) && WEIGHTED.contains(step.node().getOp())) {
      worked.add(step.name());
    }
  }

  /** Marks what the signature gives back anyway. */
  private void giveBack(SavedModelFile model, TensorInfo output) {
    Map<String, Step> behind = SignatureWalk.behind(model, List.of(output.getName()));
    Optional<Step> last = behind.values().stream().reduce((first, second) -> second);
    while (last.isPresent()) {
      Step step = last.get();
      given.add(step.name());
      last =
          COPIES.contains(step.node().getOp()) && !step.inputs().isEmpty()
              ? Optional.ofNullable(steps.get(step.inputs().get(0).node()))
              : Optional.empty();
    }
  }

  private boolean serves(Step step) {
    return worked.contains(step.name())
        && !given.contains(step.name())
        && !COPIES.contains(step.node().getOp())
        && isFloat(step)
        && width(step.name()) > 0
        && !isFinishedByAnother(step);
  }

  /** Returns the width of a tensor [batch, width]; 0 for any other. */
  private long width(String node) {
    return shapes
        .shape(node)
        .filter(shape -> shape.size() == 2 && shape.get(0) < 0)
        .map(shape -> shape.get(1))
        .orElse(0L);
  }

  private boolean isFinishedByAnother(Step step) {
    Set<String> all = readers.getOrDefault(step.name(), Set.of());
    return all.size() == 1
        && all.stream()
            .map(steps::get)
            .anyMatch(
                reader ->
                    reader != null
                        && FINISHING.contains(reader.node().getOp())
                        && !given.contains(reader.name())
                        && width(reader.name()) == width(step.name()));
  }

  private static boolean isFloat(Step step) {
    AttrValue none = AttrValue.getDefaultInstance();
    return step.node().getAttrOrDefault("T", none).getType() == DataType.DT_FLOAT;
  }

  /** Returns the last parts of a node's name: its own, and as many more as make it the only one. */
  private String shortName(Step step) {
    int start = step.name().length() - step.node().getName().length();
    while (start > 0 && isTaken(step.name().substring(start), step.name())) {
      start = step.name().lastIndexOf('/', start - 2) + 1;
    }
    return step.name().substring(start);
  }

  private boolean isTaken(String end, String name) {
    return signature.containsOutputs(end)
        || steps.keySet().stream()
            .anyMatch(
                other -> !other.equals(name) && (other.equals(end) || other.endsWith("/" + end)));
  }
}
