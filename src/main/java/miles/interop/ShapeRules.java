package miles.interop;

import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miles.interop.SignatureWalk.Step;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The shapes of tensors, as far as the file says them: what TensorFlow wrote beside a node, and
 * else what follows from its inputs for the operations of common layers.
 *
 * <p>A shape is a list of sizes, -1 for one that is not known; empty where the rank is not known.
 */
final class ShapeRules {

  private static final Set<String> SAME =
      Set.of(
          "Identity",
          "StopGradient",
          "ReadVariableOp",
          "BiasAdd",
          "Softmax",
          "LogSoftmax",
          "Relu",
          "Relu6",
          "LeakyRelu",
          "Elu",
          "Selu",
          "Sigmoid",
          "Tanh",
          "Softplus",
          "Softsign",
          "Cast",
          "Rsqrt",
          "Sqrt",
          "Square",
          "Neg",
          "Erf",
          "Exp",
          "Log",
          "FusedBatchNorm",
          "FusedBatchNormV2",
          "FusedBatchNormV3",
          "PlaceholderWithDefault",
          "ClipByValue");

  private static final Set<String> BROADCAST =
      Set.of(
          "Add",
          "AddV2",
          "Sub",
          "Mul",
          "RealDiv",
          "Maximum",
          "Minimum",
          "SquaredDifference",
          "Pow",
          "DivNoNan");

  private static final Set<String> GIVEN =
      Set.of("Placeholder", "VarHandleOp", "VariableV2", "Variable");

  private final Map<String, Step> steps;
  private final Map<String, Optional<List<Long>>> known = new HashMap<>();

  /**
   * @param steps nodes, each after those that it reads
   * @param given shapes of some nodes' first outputs, such as a signature's inputs
   */
  ShapeRules(Map<String, Step> steps, Map<String, Optional<List<Long>>> given) {
    this.steps = steps;
    known.putAll(given);
    steps.values().forEach(step -> known.computeIfAbsent(step.name(), name -> infer(step)));
  }

  /** Returns the shape of a node's first output. */
  Optional<List<Long>> shape(String node) {
    return known.getOrDefault(node, Optional.empty());
  }

  /** Returns the shape that a protocol buffer says. */
  static Optional<List<Long>> of(TensorShapeProto shape) {
    return shape.getUnknownRank()
        ? Optional.empty()
        : Optional.of(shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
  }

  /** Returns the shape of a variable, a constant or a placeholder. */
  static Optional<List<Long>> ofNode(NodeDef node) {
    AttrValue none = AttrValue.getDefaultInstance();
    if (node.getOp().equals("Const")) {
      return of(node.getAttrOrDefault("value", none).getTensor().getTensorShape());
    }
    return GIVEN.contains(node.getOp()) && node.containsAttr("shape")
        ? of(node.getAttrOrThrow("shape").getShape())
        : Optional.empty();
  }

  private Optional<List<Long>> infer(Step step) {
    Optional<List<Long>> own = ofNode(step.node());
    return own.or(() -> written(step.node())).or(() -> followed(step));
  }

  private static Optional<List<Long>> written(NodeDef node) {
    List<TensorShapeProto> shapes =
        node.getAttrOrDefault("_output_shapes", AttrValue.getDefaultInstance())
            .getList()
            .getShapeList();
    return shapes.isEmpty() ? Optional.empty() : of(shapes.get(0));
  }

  private Optional<List<Long>> followed(Step step) {
    String op = step.node().getOp();
    if (SAME.contains(op)) {
      return input(step, 0);
    }
    if (BROADCAST.contains(op)) {
      return broadcast(input(step, 0), input(step, 1));
    }
    return switch (op) {
      case "MatMul" -> product(step);
      case "Conv2D" -> convolution(step);
      case "Reshape" -> constant(step, 1);
      case "Mean", "Max", "Sum" -> reduction(step);
      default -> Optional.empty();
    };
  }

  private Optional<List<Long>> input(Step step, int index) {
    return index < step.inputs().size() ? shape(step.inputs().get(index).node()) : Optional.empty();
  }

  private static Optional<List<Long>> broadcast(
      Optional<List<Long>> one, Optional<List<Long>> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return Optional.empty();
    }
    List<Long> longer = one.get().size() >= other.get().size() ? one.get() : other.get();
    List<Long> shorter = longer == one.get() ? other.get() : one.get();
    List<Long> shape = new ArrayList<>(longer);
    int offset = longer.size() - shorter.size();
    for (int i = 0; i < shorter.size(); i++) {
      long size = shorter.get(i);
      if (size != 1 && (longer.get(offset + i) == 1 || size > 0)) {
        shape.set(offset + i, size);
      }
    }
    return Optional.of(List.copyOf(shape));
  }

  private Optional<List<Long>> product(Step step) {
    Optional<List<Long>> left = input(step, 0);
    Optional<List<Long>> right = input(step, 1);
    if (right.filter(shape -> shape.size() == 2).isEmpty()) {
      return Optional.empty();
    }
    long width = right.get().get(flag(step, "transpose_b") ? 0 : 1);
    long rows =
        left.filter(shape -> shape.size() == 2)
            .map(shape -> shape.get(flag(step, "transpose_a") ? 1 : 0))
            .orElse(-1L);
    return Optional.of(List.of(rows, width));
  }

  /**
   * Returns the number of filters as the size of the last axis, and the batch as that of the first.
   */
  private Optional<List<Long>> convolution(Step step) {
    String format =
        step.node()
            .getAttrOrDefault("data_format", AttrValue.getDefaultInstance())
            .getS()
            .toStringUtf8();
    Optional<List<Long>> filter = input(step, 1);
    if (format.equals("NCHW") || filter.filter(shape -> shape.size() == 4).isEmpty()) {
      return Optional.empty();
    }
    long batch =
        input(step, 0).filter(shape -> shape.size() == 4).map(shape -> shape.get(0)).orElse(-1L);
    return Optional.of(List.of(batch, -1L, -1L, filter.get().get(3)));
  }

  private Optional<List<Long>> reduction(Step step) {
    Optional<List<Long>> from = input(step, 0);
    Optional<List<Long>> axes = constant(step, 1);
    if (from.isEmpty() || axes.isEmpty()) {
      return Optional.empty();
    }
    int rank = from.get().size();
    Set<Long> gone =
        axes.get().stream().map(axis -> axis < 0 ? axis + rank : axis).collect(Collectors.toSet());
    List<Long> shape = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      if (!gone.contains((long) i)) {
        shape.add(from.get().get(i));
      } else if (flag(step, "keep_dims")) {
        shape.add(1L);
      }
    }
    return Optional.of(List.copyOf(shape));
  }

  /** Returns the whole numbers of an input that is a constant. */
  private Optional<List<Long>> constant(Step step, int index) {
    if (index >= step.inputs().size()) {
      return Optional.empty();
    }
    Step from = steps.get(step.inputs().get(index).node());
    if (from == null || !from.node().getOp().equals("Const")) {
      return Optional.empty();
    }
    TensorProto tensor =
        from.node().getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
    return Optional.of(tensor)
        .filter(each -> each.getDtype() == DataType.DT_INT32)
        .map(ShapeRules::numbers)
        .filter(numbers -> !numbers.isEmpty());
  }

  private static List<Long> numbers(TensorProto tensor) {
    if (tensor.getTensorContent().isEmpty()) {
      return tensor.getIntValList().stream().map(Integer::longValue).toList();
    }
    IntBuffer values =
        tensor
            .getTensorContent()
            .asReadOnlyByteBuffer()
            .order(ByteOrder.LITTLE_ENDIAN)
            .asIntBuffer();
    return Stream.generate(() -> (long) values.get()).limit(values.remaining()).toList();
  }

  private static boolean flag(Step step, String attribute) {
    return step.node().getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getB();
  }
}
