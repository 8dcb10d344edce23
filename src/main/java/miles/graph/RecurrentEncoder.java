package miles.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import miles.config.EncoderConfig.Recurrent;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * A recurrent network over time or tokens; the embedding is the output after the last step that is
 * not padding.
 *
 * <p>Every step is a piece of the graph of its own, for gradients of while loops abort the JVM. The
 * products with the input are made for all steps at once. A step of padding keeps the state.
 */
record RecurrentEncoder(Recurrent config) implements Encoder {

  @Override
  public Operand<TFloat32> embed(Layers layers, ModalityInput input) {
    Sequence sequence = Sequence.of(layers, input, config.tokenWidth());
    return layers.dropout("dropout", lastOutput(layers, sequence), config.dropout());
  }

  private Operand<TFloat32> lastOutput(Layers layers, Sequence sequence) {
    Ops tf = layers.tf();
    Cell cell = cell();
    int gates = cell.gates() * config.width();
    List<Operand<TFloat32>> inputs = fromInputs(layers, sequence, cell);
    List<Operand<TFloat32>> real = sequence.realSteps(tf).orElse(List.of());
    Operand<TFloat32> kernel =
        layers.weight(
            "recurrent/kernel", Shape.of(config.width(), gates), Initial.orthogonal(cell.gates()));
    Operand<TFloat32> bias = layers.weight("recurrent/bias", Shape.of(gates), Initial.ZEROS);
    List<Operand<TFloat32>> state = start(tf, cell, inputs.get(0));
    for (int t = 0; t < inputs.size(); t++) {
      Operand<TFloat32> fromOutput = tf.nn.biasAdd(tf.linalg.matMul(state.get(0), kernel), bias);
      List<Operand<TFloat32>> next =
          cell.next(tf, split(tf, cell, inputs.get(t)), split(tf, cell, fromOutput), state);
      state = real.isEmpty() ? next : where(tf, real.get(t), next, state);
    }
    return state.get(0);
  }

  private Cell cell() {
    return switch (config.cell()) {
      case GRU -> new GruCell();
      case LSTM -> new LstmCell();
    };
  }

  /** Returns every step's part of the gates from the input: {@code [batch, gates · width]} each. */
  private List<Operand<TFloat32>> fromInputs(Layers layers, Sequence sequence, Cell cell) {
    Ops tf = layers.tf();
    long inputs = Layers.width(sequence.values());
    int gates = cell.gates() * config.width();
    Operand<TFloat32> rows = tf.reshape(sequence.values(), tf.constant(Shape.of(-1, inputs)));
    Operand<TFloat32> product =
        layers.affine("input", rows, gates, new Layers.Start(Initial.GLOROT, cell.bias()));
    Shape bySample = Shape.of(-1, sequence.length(), gates);
    Operand<TFloat32> all = tf.reshape(product, tf.constant(bySample));
    return new Sequence(all, sequence.real()).steps(tf);
  }

  /** Returns zeros of the batch's size. */
  private static List<Operand<TFloat32>> start(Ops tf, Cell cell, Operand<TFloat32> step) {
    Operand<TFloat32> zeros = tf.zerosLike(split(tf, cell, step).get(0));
    return Collections.nCopies(cell.states(), zeros);
  }

  private static List<Operand<TFloat32>> split(Ops tf, Cell cell, Operand<TFloat32> gates) {
    return List.copyOf(tf.split(tf.constant(1), gates, (long) cell.gates()).output());
  }

  /** Returns the next state where the step is not padding, else the state before. */
  private static List<Operand<TFloat32>> where(
      Ops tf, Operand<TFloat32> real, List<Operand<TFloat32>> next, List<Operand<TFloat32>> state) {
    Operand<TBool> step = tf.math.greater(real, tf.constant(0f));
    List<Operand<TFloat32>> result = new ArrayList<>();
    for (int i = 0; i < state.size(); i++) {
      result.add(tf.select(step, next.get(i), state.get(i)));
    }
    return result;
  }
}
