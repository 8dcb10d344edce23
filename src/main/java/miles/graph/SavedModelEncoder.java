package miles.graph;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import miles.config.EncoderConfig.SavedModel;
import miles.config.InvalidValueException;
import miles.interop.EncoderGraph;
import miles.interop.EncoderNodes;
import miles.interop.EncoderVariable;
import miles.interop.ImportedEncoder;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A network out of a SavedModel: its operations are {@code encoder/<modality>/nodes/<name>}, its
 * variables {@code encoder/<modality>/variables/<name>/value}.
 *
 * @param config how it is used
 * @param imported what was taken out of the SavedModel
 */
record SavedModelEncoder(SavedModel config, ImportedEncoder imported) implements Encoder {

  /** The name of the output of the imported network, below the group's. */
  static final String OUTPUT = "imported";

  /** Where a part of a name starts with a character that cannot start the name of a scope. */
  private static final Pattern NO_SCOPE = Pattern.compile("(?<=^|/)(?=[^A-Za-z0-9.])");

  /** Vectors of normalisation that start from 1. */
  private static final Pattern ONES = Pattern.compile("gamma|variance|scale");

  @Override
  public Operand<TFloat32> embed(Layers layers, ModalityInput input) {
    EncoderGraph encoder = imported.graph();
    boolean training = layers.foundation().mode().isPresent();
    if (training && config.trainable()) {
      EncoderGradients.require(encoder, input.key());
    }
    Graph graph = (Graph) layers.tf().scope().env();
    Map<String, Operand<?>> variables = new HashMap<>();
    encoder.variables().forEach(each -> variables.put(each.name(), variable(layers, each)));
    if (imported.applied()) {
      // The variables are there for the checkpoints.
      return layers.normalized("embedding", input.floats(), config.normalization());
    }
    Output<?> output =
        new EncoderNodes(graph, layers.path() + "/nodes")
            .add(encoder, new EncoderInput(config, encoder, input).fit(layers.tf()), variables);
    Operand<TFloat32> flat =
        layers.tf().withName(OUTPUT).identity(layers.flatten(embedding(input, output)));
    boolean cut = training && !config.trainable();
    Operand<TFloat32> embedding = cut ? layers.tf().stopGradient(flat) : flat;
    return layers.normalized("embedding", embedding, config.normalization());
  }

  private Operand<TFloat32> variable(Layers layers, EncoderVariable variable) {
    Shape shape = Shape.of(variable.shape().stream().mapToLong(size -> size).toArray());
    // A scope each: beside a variable stand its initial value and its assignment, and names of
    // Python's such as Variable and Variable_1 are those that Java would give them.
    Layers scope = layers.in("variables/" + path(variable));
    boolean trainable = config.trainable() && variable.trainable();
    Variables.Entry entry =
        trainable
            ? scope.trained("value", shape, initial(variable))
            : scope.frozen("value", shape, initial(variable));
    float[] given = imported.values().get(variable.name());
    if (given != null) {
      layers.foundation().variables().given().put(entry.declared().name(), shape, given);
    }
    return entry.value();
  }

  /** Python allows parts of a name that are no scope in Java: such as {@code _w}. */
  private static String path(EncoderVariable variable) {
    return NO_SCOPE.matcher(variable.name().replace('>', '-')).replaceAll("v");
  }

  /** What the variable starts from if no value is given. */
  private static Initial initial(EncoderVariable variable) {
    if (variable.shape().size() > 1) {
      return Initial.GLOROT;
    }
    String name = variable.name().toLowerCase(Locale.ROOT);
    return ONES.matcher(name).find() ? Initial.ONES : Initial.ZEROS;
  }

  @SuppressWarnings("unchecked") // the type is compared first
  private Operand<TFloat32> embedding(ModalityInput input, Output<?> output) {
    Shape shape = output.shape();
    boolean fits =
        output.type() == TFloat32.class
            && !shape.isUnknown()
            && shape.numDimensions() >= 2
            && shape.get(0) == Shape.UNKNOWN_SIZE
            && !shape.tail().hasUnknownDimension();
    if (!fits) {
      throw new InvalidValueException(
          input.key() + ".output",
          "%s, which is %s of shape %s here"
              .formatted(imported.graph().output(), output.dataType(), shape),
          "a float32 tensor with one row for each sample and a known width; choose another output or inner tensor");
    }
    return (Output<TFloat32>) output;
  }
}
