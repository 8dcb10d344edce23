package miles.data;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Numbers, standardised column by column: (x − mean) / deviation.
 *
 * <p>Raw values are {@code [batch, columns] float32}; NaN stands for a missing number and becomes
 * 0, the training mean. A column that is constant in training has deviation 1, so its training
 * value becomes 0.
 *
 * @param modality the modality's name
 * @param columns the manifest's columns
 * @param means each column's mean over the training split
 * @param deviations each column's standard deviation over the training split, greater than 0
 */
public record TabularPreprocessor(
    String modality, List<String> columns, List<Float> means, List<Float> deviations)
    implements Preprocessor {

  public TabularPreprocessor {
    columns = List.copyOf(columns);
    means = Standardization.checked(modality, means, columns.size());
    deviations = Standardization.checked(modality, deviations, columns.size());
  }

  @Override
  public ManifestSchema.Source source() {
    return new ManifestSchema.Source(modality, ManifestSchema.Source.Kind.TABULAR, columns);
  }

  @Override
  public FeatureSpec feature() {
    return new FeatureSpec(modality, FeatureSpec.Type.FLOAT32, List.of(columns.size()), 0);
  }

  @Override
  public Placeholder<TFloat32> input(Ops tf, String name) {
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, columns.size());
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<?> raw) {
    Operand<TFloat32> numbers = raw.asOutput().expect(TFloat32.class);
    Operand<TFloat32> standard = Standardization.build(tf, numbers, means, deviations);
    return tf.select(tf.math.isNan(numbers), tf.zerosLike(standard), standard);
  }
}
