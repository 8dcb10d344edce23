package miles.interop;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/** Takes an encoder out of a SavedModel by reading its protocol buffers; runs nothing of it. */
public final class EncoderImport {

  private static final String INPUT = "encoder_input";

  private final SavedModelFile model;
  private final OpRegistry ops = new OpRegistry();
  private final Inliner inliner;

  private EncoderImport(SavedModelFile model) {
    this.model = model;
    this.inliner = new Inliner(model, ops);
  }

  /**
   * Returns the encoder that a selection names.
   *
   * <p>Calls of functions are expanded, whatever the output does not need is left out, variables
   * become reference variables and placeholders with a default their default.
   *
   * @throws SavedModelException if the SavedModel has no such signature or function, input or
   *     output, or if something on the way from the input to the output cannot be imported: control
   *     flow, tables, assignments, state, custom operations, other placeholders, or a function that
   *     calls itself
   */
  public static EncoderGraph read(SavedModelFile model, EncoderSelection selection) {
    try {
      return new EncoderImport(model).read(selection);
    } catch (SavedModelException e) {
      throw new SavedModelException(
          "%s, signature \"%s\": %s"
              .formatted(model.folder(), selection.signature(), e.getMessage()),
          e);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // What the protocol buffers throw where a node lacks an attribute or an input of its
      // operation.
      throw new SavedModelException(
          "%s, signature \"%s\": a node lacks an attribute or an input that its operation needs: no TensorFlow writes that; export it again."
              .formatted(model.folder(), selection.signature()),
          e);
    }
  }

  private EncoderGraph read(EncoderSelection selection) {
    Endpoint signature = Endpoint.of(selection.signature(), model, inliner);
    TensorName output = output(signature, selection);
    String name = inputName();
    TensorInfo fed = fed(signature, selection);
    inliner.replace(TensorName.of(fed.getName()), placeholder(name, fed));
    EncoderBody body = EncoderBody.of(inliner, ops, name, inliner.source(output));
    if (body.nodes().stream().noneMatch(node -> node.getName().equals(name))) {
      throw new SavedModelException(
          "output %s does not depend on input %s; choose others.".formatted(output, fed.getName()));
    }
    return body.graph(model);
  }

  private String inputName() {
    String name = INPUT;
    while (inliner.has(name)) {
      name += "_";
    }
    return name;
  }

  private static TensorInfo fed(Endpoint signature, EncoderSelection selection) {
    return one("input", signature.inputs(), selection.input().orElse(""));
  }

  private static TensorInfo one(String what, Map<String, TensorInfo> all, String key) {
    if (all.isEmpty()) {
      throw new SavedModelException("it has no %s; choose another.".formatted(what));
    }
    if (key.isEmpty() && all.size() == 1) {
      return all.values().iterator().next();
    }
    TensorInfo chosen = all.get(key);
    if (chosen == null) {
      throw new SavedModelException(
          "%s; there are %s."
              .formatted(
                  key.isEmpty()
                      ? "the signature has several %ss: say by the key %s which one"
                          .formatted(what, what)
                      : "there is no %s \"%s\"".formatted(what, key),
                  new TreeSet<>(all.keySet())));
    }
    return chosen;
  }

  private TensorName output(Endpoint signature, EncoderSelection selection) {
    String wanted = selection.output().orElse("");
    if (wanted.isEmpty() || signature.outputs().containsKey(wanted)) {
      return TensorName.of(one("output", signature.outputs(), wanted).getName());
    }
    TensorName inner = TensorName.of(wanted);
    List<String> reached = EncoderBody.reached(inliner, signature.outputs().values());
    List<String> found =
        reached.stream()
            .filter(node -> node.equals(inner.node()) || node.endsWith("/" + inner.node()))
            .toList();
    if (found.contains(inner.node()) || (found.isEmpty() && inliner.has(inner.node()))) {
      return inner;
    }
    if (found.size() != 1) {
      throw new SavedModelException(
          new OutputChoices(model, selection.signature(), signature.outputs().keySet())
              .complaint(wanted, found.size()));
    }
    return new TensorName(found.get(0), inner.index());
  }

  private static NodeDef placeholder(String name, TensorInfo info) {
    if (info.getDtype() == DataType.DT_STRING) {
      throw new SavedModelException(
          "its input takes texts (serialised examples or file contents), and modalities give"
              + " numbers; choose a signature that takes float32 or integers.");
    }
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(info.getDtype()).build())
        .putAttr("shape", AttrValue.newBuilder().setShape(info.getTensorShape()).build())
        .build();
  }
}
