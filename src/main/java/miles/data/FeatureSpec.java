package miles.data;

import java.util.List;

/**
 * The shape and type of one modality's preprocessed values.
 *
 * @param modality the modality's name
 * @param type the element type
 * @param shape the shape of one sample, without the batch dimension
 * @param vocabulary for token ids: ids are 0 (padding) … vocabulary − 1; otherwise 0
 */
public record FeatureSpec(String modality, Type type, List<Integer> shape, int vocabulary) {

  /** The element type of a modality's values. */
  public enum Type {
    /** Measured values: pixels, spectrograms, numbers. */
    FLOAT32,
    /** Token ids. */
    INT32
  }

  public FeatureSpec {
    shape = List.copyOf(shape);
    if (shape.isEmpty() || shape.stream().anyMatch(size -> size < 1)) {
      throw new IllegalArgumentException("modality " + modality + ": impossible shape " + shape);
    }
    if ((type == Type.INT32) != (vocabulary > 1)) {
      throw new IllegalArgumentException(
          "modality %s: vocabulary %d does not go with %s".formatted(modality, vocabulary, type));
    }
  }

  /** Returns the number of values in one sample. */
  public int size() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
