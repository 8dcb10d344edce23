package miles.graph;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * One modality's embedding as a fusion sees it: the encoder's, or the mask value.
 *
 * @param modality the modality's name
 * @param values {@code [batch, width]}
 */
record Embedding(String modality, Operand<TFloat32> values) {}
