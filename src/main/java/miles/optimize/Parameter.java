package miles.optimize;

import org.tensorflow.Operand;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A variable to train and the learning rate of its parameter group.
 *
 * @param variable the variable, of any shape
 * @param learningRate the rate, a scalar; may be fed anew at every step
 */
public record Parameter(Variable<TFloat32> variable, Operand<TFloat32> learningRate) {

  public Parameter {
    if (learningRate.shape().numDimensions() != 0) {
      throw new IllegalArgumentException(
          "learning rate of %s: shape %s; a scalar is needed"
              .formatted(variable.op().name(), learningRate.shape()));
    }
  }

  /** Returns the variable's name in the graph. */
  public String name() {
    return variable.op().name();
  }
}
