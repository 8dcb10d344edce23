package miles.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * What is in a SavedModel, read from its protocol buffers; nothing of it is run, and TensorFlow's
 * native library is not needed.
 *
 * @param folder the SavedModel's folder
 * @param tagSets the tags of every graph in the file
 * @param tags the tags of the graph that the rest is about
 * @param tensorFlow the version that wrote it; empty where the file does not say
 * @param bytes of all files in the folder
 * @param signatures sorted by key; without those that TensorFlow makes for itself
 * @param functions of its objects, which an encoder's signature may name in place of a signature
 * @param variables of the graph, in its order
 * @param operations how many nodes of the graph and of all functions have each operation
 * @param refused the operations that {@link SafetyCheck} refuses
 */
public record ModelSummary(
    Path folder,
    List<Set<String>> tagSets,
    Set<String> tags,
    String tensorFlow,
    long bytes,
    List<Signature> signatures,
    List<Function> functions,
    List<Variable> variables,
    Map<String, Integer> operations,
    List<Refusal> refused) {

  /** Keys of signatures that TensorFlow makes for itself begin with this. */
  private static final String INTERNAL = "__saved_model";

  /**
   * A tensor that a client gives or gets.
   *
   * @param key in the signature
   * @param tensor its name in the graph
   * @param type such as {@code float32}
   * @param shape sizes, -1 for any; empty where the rank is not known
   */
  public record Tensor(String key, String tensor, String type, Optional<List<Long>> shape) {}

  /**
   * A tensor inside a signature that could serve as an embedding, float32 [batch, width].
   *
   * @param name as the key {@code output} of an encoder takes it
   * @param width its size after the batch
   */
  public record Inner(String name, long width) {}

  /**
   * What can be asked of the model.
   *
   * @param method such as {@code tensorflow/serving/predict}
   */
  public record Signature(
      String key,
      String method,
      List<Tensor> inputs,
      List<Tensor> outputs,
      List<Inner> innerTensors) {}

  /**
   * A function that Python traced.
   *
   * @param name as the key {@code signature} of an encoder takes it
   * @param function its name in the library
   */
  public record Function(String name, String function, List<Tensor> inputs, List<Tensor> outputs) {}

  /**
   * A variable.
   *
   * @param shape sizes; empty where the rank is not known
   * @param trainable whether its author lets training change it
   * @param checkpointKey in the files under variables/; empty where it is not known
   */
  public record Variable(
      String name,
      String type,
      Optional<List<Long>> shape,
      boolean trainable,
      Optional<String> checkpointKey) {}

  /** Sums up a SavedModel. */
  public static ModelSummary of(SavedModelFile model) {
    Map<String, Integer> operations = new TreeMap<>();
    model.nodes().forEach(node -> operations.merge(node.getOp(), 1, Integer::sum));
    List<Signature> signatures = new ArrayList<>();
    new TreeMap<>(model.signatures())
        .forEach(
            (key, signature) -> {
              if (!key.startsWith(INTERNAL)) {
                signatures.add(signature(model, key, signature));
              }
            });
    return new ModelSummary(
        model.folder(),
        model.tagSets(),
        model.tags(),
        model.tensorFlowVersion(),
        bytes(model.folder()),
        List.copyOf(signatures),
        new ModelFunctions(model).all().stream().map(ModelSummary::function).toList(),
        variables(model),
        Collections.unmodifiableMap(operations),
        SafetyCheck.refusals(model));
  }

  private static Signature signature(SavedModelFile model, String key, SignatureDef signature) {
    List<Inner> inner = new ArrayList<>();
    InnerTensors.of(model, signature).forEach((name, width) -> inner.add(new Inner(name, width)));
    return new Signature(
        key,
        signature.getMethodName(),
        tensors(signature.getInputsMap()),
        tensors(signature.getOutputsMap()),
        List.copyOf(inner));
  }

  private static Function function(ModelFunctions.Traced traced) {
    return new Function(
        traced.path(), traced.name(), inOrder(traced.inputs()), inOrder(traced.outputs()));
  }

  private static List<Tensor> inOrder(Map<String, TensorInfo> tensors) {
    return tensors.entrySet().stream().map(each -> tensor(each.getKey(), each.getValue())).toList();
  }

  private static List<Tensor> tensors(Map<String, TensorInfo> tensors) {
    return new TreeMap<>(tensors)
        .entrySet().stream().map(each -> tensor(each.getKey(), each.getValue())).toList();
  }

  private static Tensor tensor(String key, TensorInfo tensor) {
    return new Tensor(
        key,
        tensor.getName(),
        word(tensor.getDtype()),
        tensor.hasTensorShape() ? ShapeRules.of(tensor.getTensorShape()) : Optional.empty());
  }

  private static List<Variable> variables(SavedModelFile model) {
    VariableFacts facts = VariableFacts.of(model);
    CheckpointKeys keys = new CheckpointKeys(model);
    return model
        .nodes()
        .filter(SavedModelFile::isVariable)
        .map(each -> variable(each, facts, keys))
        .toList();
  }

  private static Variable variable(NodeDef node, VariableFacts facts, CheckpointKeys keys) {
    return new Variable(
        node.getName(),
        word(node.getAttrOrDefault("dtype", AttrValue.getDefaultInstance()).getType()),
        ShapeRules.ofNode(node),
        facts.isTrainable(node.getName()),
        keys.key(node.getName()));
  }

  private static long bytes(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      long bytes = 0;
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes += Files.size(file);
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a type's name as Python says it. */
  private static String word(DataType type) {
    String word = type.name().replace("DT_", "").toLowerCase(Locale.ROOT);
    return switch (word) {
      case "float" -> "float32";
      case "double" -> "float64";
      case "half" -> "float16";
      default -> word;
    };
  }
}
