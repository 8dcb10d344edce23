package miles.interop;

import java.util.List;

/**
 * A variable that an imported encoder reads.
 *
 * @param name the name of its node in the encoder's graph
 * @param shape its shape, every axis known
 * @param trainable whether its author lets training change it; moving averages of batch
 *     normalisation, for instance, are not
 */
public record EncoderVariable(String name, List<Long> shape, boolean trainable) {

  public EncoderVariable {
    shape = List.copyOf(shape);
  }
}
