package miles.interop;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.VariableDef;

/**
 * Which variables a SavedModel's author lets training change.
 *
 * <p>TensorFlow 2 writes it with each variable's object, TensorFlow 1 in the collection {@code
 * trainable_variables}. Where neither says anything, all are trainable but the moving averages of
 * batch normalisation.
 */
final class VariableFacts {

  private static final String COLLECTION = "trainable_variables";

  /** What TensorFlow adds to the name of a second variable of the same name. */
  private static final Pattern NUMBER = Pattern.compile("_[0-9]+$");

  private static final Pattern MOVING = Pattern.compile("moving_(mean|variance|avg|average)");

  private final Map<String, Boolean> told = new HashMap<>();
  private final boolean listed;

  private VariableFacts(boolean listed) {
    this.listed = listed;
  }

  static VariableFacts of(SavedModelFile model) {
    boolean listed = model.metaGraph().containsCollectionDef(COLLECTION);
    VariableFacts facts = new VariableFacts(listed);
    for (SavedObject object : model.objectGraph().getNodesList()) {
      if (object.hasVariable()) {
        facts.told.put(object.getVariable().getName(), object.getVariable().getTrainable());
      }
    }
    if (listed) {
      model
          .metaGraph()
          .getCollectionDefOrThrow(COLLECTION)
          .getBytesList()
          .getValueList()
          .forEach(facts::listed);
    }
    return facts;
  }

  private void listed(ByteString bytes) {
    try {
      String tensor = VariableDef.parseFrom(bytes).getVariableName();
      told.put(TensorName.of(tensor).node(), true);
    } catch (InvalidProtocolBufferException e) {
      throw new SavedModelException(
          "its list of trainable variables is damaged; export it again.", e);
    }
  }

  /**
   * Returns what a variable of an encoder is.
   *
   * @throws SavedModelException if its values are not float32
   */
  EncoderVariable variable(NodeDef node) {
    DataType type = node.getAttrOrThrow("dtype").getType();
    if (type != DataType.DT_FLOAT) {
      throw new SavedModelException(
          "the variable %s holds %s; only float32 variables can be imported."
              .formatted(node.getName(), type));
    }
    String name = node.getName();
    return new EncoderVariable(name, EncoderGraph.shape(node), isTrainable(name));
  }

  /** Returns whether training may change a variable. */
  boolean isTrainable(String name) {
    boolean byDefault = !listed && !MOVING.matcher(name).find();
    String unnumbered = NUMBER.matcher(name).replaceFirst("");
    return told.getOrDefault(name, told.getOrDefault(unnumbered, byDefault));
  }
}
