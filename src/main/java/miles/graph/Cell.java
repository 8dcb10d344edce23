package miles.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The equations of one step of a recurrent cell. All its gates lie side by side: {@code [batch,
 * gates · width]}.
 */
interface Cell {

  /** Returns how many gates the cell has. */
  int gates();

  /** Returns how many vectors the cell remembers; the first one is its output. */
  int states();

  /** Returns the initial bias of the gates from the input. */
  Initial bias();

  /**
   * Makes one step.
   *
   * @param tf where operations are made
   * @param fromInput each gate's part from the input, with bias: {@code [batch, width]} each
   * @param fromOutput each gate's part from the output of the step before: {@code [batch, width]}
   *     each
   * @param state what is remembered from the step before: {@code [batch, width]} each
   * @return what is remembered now
   */
  List<Operand<TFloat32>> next(
      Ops tf,
      List<Operand<TFloat32>> fromInput,
      List<Operand<TFloat32>> fromOutput,
      List<Operand<TFloat32>> state);
}
