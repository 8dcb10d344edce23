package miles.interop;

import java.util.Map;

/**
 * An encoder and what its variables start from.
 *
 * @param graph the encoder
 * @param values the values that the SavedModel gives its variables, row by row, by their names;
 *     empty if they come from elsewhere, such as a checkpoint
 * @param applied whether the modality's values are the encoder's embeddings already, so that the
 *     encoder need not run
 */
public record ImportedEncoder(EncoderGraph graph, Map<String, float[]> values, boolean applied) {

  /** An encoder that has yet to run. */
  public ImportedEncoder(EncoderGraph graph, Map<String, float[]> values) {
    this(graph, values, false);
  }

  public ImportedEncoder {
    values = Map.copyOf(values);
  }
}
