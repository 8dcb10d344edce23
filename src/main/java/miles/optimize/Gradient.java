package miles.optimize;

import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * What a variable is about to be updated with.
 *
 * @param parameter the variable
 * @param value the gradient, of the variable's shape
 */
public record Gradient(Parameter parameter, Operand<TFloat32> value) {

  /** Returns the same variable with another gradient. */
  public Gradient with(Operand<TFloat32> changed) {
    return new Gradient(parameter, changed);
  }
}
