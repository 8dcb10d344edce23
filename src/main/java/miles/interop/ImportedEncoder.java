package miles.interop;

import java.util.Map;

/**
 * An encoder and what its variables start from.
 *
 * @param graph the encoder
 * @param values the values that the SavedModel gives its variables, row by row, by their names;
 *     empty if they come from elsewhere, such as a checkpoint
 */
public record ImportedEncoder(EncoderGraph graph, Map<String, float[]> values) {

  public ImportedEncoder {
    values = Map.copyOf(values);
  }
}
