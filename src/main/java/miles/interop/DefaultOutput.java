package miles.interop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * Whether the output that an encoder gives where none is named is a classifier's answer: of what
 * the layers know it keeps only the classes.
 */
final class DefaultOutput {

  private static final Set<String> ANSWERS = Set.of("Softmax", "Sigmoid");

  private DefaultOutput() {}

  /**
   * Returns the warning about an encoder whose output was not named; empty if there is none.
   *
   * @param signature the key of a signature, or the name of a function
   */
  static Optional<String> warning(
      String modality, SavedModelFile model, String signature, EncoderGraph encoder) {
    return answer(encoder)
        .map(
            op ->
                "the embedding of modality %s is the output of a %s; a layer before it%s usually serves better (./miles inspect %s)"
                    .formatted(modality, op, example(model, signature), model.folder()));
  }

  private static String example(SavedModelFile model, String signature) {
    return Optional.ofNullable(model.signatures().get(signature))
        .flatMap(named -> layerBefore(model, named))
        .map(layer -> ", such as %s,".formatted(layer))
        .orElse("");
  }

  /** Returns the operation of the output, behind copies, if it is one of a classifier. */
  private static Optional<String> answer(EncoderGraph encoder) {
    Map<String, NodeDef> nodes =
        encoder.graph().getNodeList().stream().collect(Collectors.toMap(NodeDef::getName, n -> n));
    NodeDef at = nodes.get(TensorName.of(encoder.output()).node());
    while (at != null && at.getOp().equals("Identity")) {
      at = nodes.get(TensorName.of(at.getInput(0)).node());
    }
    return Optional.ofNullable(at).map(NodeDef::getOp).filter(ANSWERS::contains);
  }

  /** Returns the last inner tensor of another width than the output, as its logits have that. */
  private static Optional<String> layerBefore(SavedModelFile model, SignatureDef signature) {
    Set<Long> widths =
        signature.getOutputsMap().values().stream()
            .map(DefaultOutput::width)
            .collect(Collectors.toSet());
    return InnerTensors.of(model, signature).entrySet().stream()
        .filter(inner -> !widths.contains(inner.getValue()))
        .map(Map.Entry::getKey)
        .reduce((first, last) -> last);
  }

  private static long width(TensorInfo output) {
    List<Long> shape = ShapeRules.of(output.getTensorShape()).orElse(List.of());
    return shape.isEmpty() ? -1 : shape.get(shape.size() - 1);
  }
}
