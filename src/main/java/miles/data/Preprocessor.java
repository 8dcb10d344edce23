package miles.data;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;

/**
 * How one modality's raw values become the values that its encoder takes, as a TensorFlow subgraph.
 *
 * <p>The same subgraph runs when data are loaded and inside an exported model: {@link #input} makes
 * the placeholder of raw values, {@link #build} the operations on it. All settings and training
 * statistics are in the record, so that it can be built again anywhere.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = ImagePreprocessor.class, name = "image"),
  @JsonSubTypes.Type(value = AudioPreprocessor.class, name = "audio"),
  @JsonSubTypes.Type(value = TextPreprocessor.class, name = "text"),
  @JsonSubTypes.Type(value = TabularPreprocessor.class, name = "tabular")
})
public sealed interface Preprocessor
    permits ImagePreprocessor, AudioPreprocessor, TextPreprocessor, TabularPreprocessor {

  /** Returns the modality's name. */
  String modality();

  /** Returns where the raw values come from in a manifest. */
  ManifestSchema.Source source();

  /** Returns the shape and type of the preprocessed values. */
  FeatureSpec feature();

  /**
   * Adds a placeholder of raw values, whose first dimension is the batch.
   *
   * @param tf where to add it
   * @param name the operation's name
   */
  Placeholder<?> input(Ops tf, String name);

  /**
   * Adds the preprocessing.
   *
   * @param tf where to add it
   * @param raw raw values of the type and shape of {@link #input}
   * @return {@code [batch, shape of feature()]}, float32 or int32
   */
  Operand<?> build(Ops tf, Operand<?> raw);
}
