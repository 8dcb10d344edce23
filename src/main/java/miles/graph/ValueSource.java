package miles.graph;

import miles.data.FeatureSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * Where a graph for inference takes a modality's values from unless they are fed: the preprocessing
 * of what a client has.
 */
@FunctionalInterface
public interface ValueSource {

  /**
   * Adds the operations that make a modality's values.
   *
   * @param tf where to add them
   * @param spec the modality's name, shape and type
   * @return {@code [batch, shape of the spec]}; NaN, or −1 for token ids, throughout a sample that
   *     lacks the modality
   */
  Operand<? extends TType> values(Ops tf, FeatureSpec spec);
}
