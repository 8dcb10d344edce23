package miles.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Turns one modality's values into its embedding. */
@FunctionalInterface
interface Encoder {

  /**
   * Builds the encoder into the graph.
   *
   * @param layers makes the layers, in the group {@code encoder/<modality>}
   * @param input the modality's values
   * @return the embedding: {@code [batch, width]}, finite for absent samples too
   * @throws miles.config.InvalidValueException if the encoder cannot take values of this shape
   */
  Operand<TFloat32> embed(Layers layers, ModalityInput input);
}
