package miles.interop;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpDef.ArgDef;

/** What the TensorFlow runtime says of its operations. */
final class OpRegistry {

  /** Operations that decide at run time what is computed. */
  private static final Set<String> CONTROL_FLOW =
      Set.of(
          "Switch",
          "RefSwitch",
          "Merge",
          "RefMerge",
          "Enter",
          "RefEnter",
          "Exit",
          "RefExit",
          "NextIteration",
          "RefNextIteration",
          "LoopCond",
          "If",
          "StatelessIf",
          "While",
          "StatelessWhile",
          "Case",
          "StatelessCase",
          "For",
          "MapDefun");

  private static final Set<String> RANDOM =
      Set.of(
          "RandomUniform",
          "RandomUniformInt",
          "RandomStandardNormal",
          "TruncatedNormal",
          "RandomGamma",
          "Multinomial",
          "RandomShuffle");

  private static final Set<String> VARIABLES =
      Set.of("VarHandleOp", "VariableV2", "Variable", "AutoReloadVariable");

  private final Map<String, OpDef> byName =
      TensorFlow.registeredOpList().getOpList().stream()
          .collect(toUnmodifiableMap(OpDef::getName, Function.identity()));

  /** Returns the definition of an operation; empty for a custom one. */
  Optional<OpDef> find(String op) {
    return Optional.ofNullable(byName.get(op));
  }

  static boolean isVariable(String op) {
    return VARIABLES.contains(op);
  }

  static boolean isControlFlow(String op) {
    return CONTROL_FLOW.contains(op);
  }

  static boolean isTable(String op) {
    return op.contains("HashTable") || op.contains("LookupTable");
  }

  static boolean isRandom(String op) {
    return RANDOM.contains(op);
  }

  /** Returns whether an operation changes a variable. */
  boolean isAssignment(String op) {
    if (op.startsWith("Assign") || op.matches("Resource(Sparse)?Apply.*|Resource.*Scatter.*")) {
      return true;
    }
    return !isControlFlow(op)
        && find(op).stream()
            .flatMap(def -> def.getInputArgList().stream())
            .anyMatch(ArgDef::getIsRef);
  }

  /** Returns whether running an operation does or keeps more than computing its outputs. */
  boolean isStateful(String op) {
    return find(op).map(OpDef::getIsStateful).orElse(true);
  }

  /** Returns whether an output of a node is a handle of something that is kept, not a tensor. */
  boolean givesHandle(NodeDef node) {
    return find(node.getOp()).stream()
        .flatMap(def -> def.getOutputArgList().stream())
        .flatMap(argument -> types(node, argument).stream())
        .anyMatch(type -> type == DataType.DT_RESOURCE || type == DataType.DT_VARIANT);
  }

  /**
   * Returns the number of a node's output tensor that a function's body calls {@code
   * node:argument:position}.
   *
   * @param outputs the output arguments of the node's operation or of the function that it calls
   */
  static int outputIndex(NodeDef node, List<ArgDef> outputs, String argument, int position) {
    int before = 0;
    for (ArgDef output : outputs) {
      if (output.getName().equals(argument)) {
        return before + position;
      }
      before += size(node, output);
    }
    throw new SavedModelException(
        "Node %s (%s) has no output named \"%s\": the SavedModel is damaged; export it again."
            .formatted(node.getName(), node.getOp(), argument));
  }

  /** Returns how many tensors an argument of a node stands for. */
  static int size(NodeDef node, ArgDef argument) {
    if (!argument.getNumberAttr().isEmpty()) {
      return (int) node.getAttrOrThrow(argument.getNumberAttr()).getI();
    }
    if (!argument.getTypeListAttr().isEmpty()) {
      return node.getAttrOrThrow(argument.getTypeListAttr()).getList().getTypeCount();
    }
    return 1;
  }

  private static List<DataType> types(NodeDef node, ArgDef argument) {
    if (!argument.getTypeListAttr().isEmpty()) {
      return node.getAttrOrThrow(argument.getTypeListAttr()).getList().getTypeList();
    }
    if (!argument.getTypeAttr().isEmpty() && node.containsAttr(argument.getTypeAttr())) {
      return List.of(node.getAttrOrThrow(argument.getTypeAttr()).getType());
    }
    return List.of(argument.getType());
  }
}
