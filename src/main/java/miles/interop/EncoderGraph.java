package miles.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * An encoder taken out of a SavedModel: from one input to one output, without calls of functions,
 * without resources, without the values of its variables.
 *
 * @param graph the nodes, each after those that it reads: one {@code Placeholder}, a {@code
 *     VariableV2} for each variable, and operations that compute and keep nothing
 * @param input the name of the placeholder
 * @param output the name of the output tensor: {@code node} or {@code node:index}
 * @param variables the variables, in the order of their nodes
 * @param contentHash SHA-256, in hexadecimal, of the SavedModel's graph and values
 */
public record EncoderGraph(
    GraphDef graph,
    String input,
    String output,
    List<EncoderVariable> variables,
    String contentHash) {

  private static final String SIGNATURE = "encoder";
  private static final String INPUT = "input";
  private static final String OUTPUT = "embedding";

  /** The attribute, of this project's own, that says whether a variable is trainable. */
  private static final String TRAINABLE = "_trainable";

  public EncoderGraph {
    variables = List.copyOf(variables);
  }

  /** Returns the type of the values that the encoder takes. */
  public DataType inputType() {
    return placeholder().getAttrOrThrow("dtype").getType();
  }

  /**
   * Returns the shape of the values that the encoder takes, −1 for an axis of any length; empty if
   * the number of axes is not fixed either.
   */
  public Optional<List<Long>> inputShape() {
    TensorShapeProto shape = placeholder().getAttrOrThrow("shape").getShape();
    return shape.getUnknownRank()
        ? Optional.empty()
        : Optional.of(shape.getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
  }

  private NodeDef placeholder() {
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(input))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("an encoder without its input " + input));
  }

  /**
   * Returns the encoder as the bytes of a {@code MetaGraphDef} whose signature {@code encoder} has
   * the input {@code input} and the output {@code embedding}. Equal encoders give equal bytes.
   */
  public byte[] toBytes() {
    SignatureDef signature =
        SignatureDef.newBuilder()
            .putInputs(INPUT, TensorInfo.newBuilder().setName(input).build())
            .putOutputs(OUTPUT, TensorInfo.newBuilder().setName(output).build())
            .build();
    MetaGraphDef.Builder meta =
        MetaGraphDef.newBuilder().setGraphDef(marked()).putSignatureDef(SIGNATURE, signature);
    meta.getMetaInfoDefBuilder().setMetaGraphVersion(contentHash);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream coded = CodedOutputStream.newInstance(bytes);
      coded.useDeterministicSerialization();
      meta.build().writeTo(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private GraphDef marked() {
    GraphDef.Builder marked = graph.toBuilder();
    for (NodeDef.Builder node : marked.getNodeBuilderList()) {
      variables.stream()
          .filter(variable -> variable.name().equals(node.getName()))
          .forEach(
              variable ->
                  node.putAttr(
                      TRAINABLE, AttrValue.newBuilder().setB(variable.trainable()).build()));
    }
    return marked.build();
  }

  /**
   * Returns the encoder of {@link #toBytes}.
   *
   * @param bytes what {@link #toBytes} gave
   * @param source what an error calls the bytes
   * @throws SavedModelException if the bytes are something else, or hold an operation that no
   *     import lets in: the folder of a run may come from a stranger
   */
  public static EncoderGraph fromBytes(byte[] bytes, String source) {
    try {
      MetaGraphDef meta = MetaGraphDef.parseFrom(ByteString.copyFrom(bytes));
      SignatureDef signature = meta.getSignatureDefOrThrow(SIGNATURE);
      GraphDef.Builder graph = meta.getGraphDef().toBuilder();
      List<EncoderVariable> variables =
          graph.getNodeList().stream()
              .filter(node -> node.containsAttr(TRAINABLE))
              .map(EncoderGraph::variable)
              .toList();
      graph.getNodeBuilderList().forEach(node -> node.removeAttr(TRAINABLE));
      Admission.requireHarmless(graph.getNodeList(), source);
      return new EncoderGraph(
          graph.build(),
          signature.getInputsOrThrow(INPUT).getName(),
          signature.getOutputsOrThrow(OUTPUT).getName(),
          variables,
          meta.getMetaInfoDef().getMetaGraphVersion());
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      throw new SavedModelException(
          "%s holds no imported encoder: it is damaged. Restore it, or train again."
              .formatted(source),
          e);
    }
  }

  private static EncoderVariable variable(NodeDef node) {
    return new EncoderVariable(node.getName(), shape(node), node.getAttrOrThrow(TRAINABLE).getB());
  }

  /** Returns the shape of a variable's node. */
  static List<Long> shape(NodeDef variable) {
    return variable.getAttrOrThrow("shape").getShape().getDimList().stream()
        .map(TensorShapeProto.Dim::getSize)
        .toList();
  }
}
