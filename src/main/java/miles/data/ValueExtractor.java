package miles.data;

import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Computes a modality whose values stand in the manifest itself, text or numbers: all samples of a
 * stripe in one run, which changes no bit because these operations treat each element alone.
 */
final class ValueExtractor implements Extractor {

  private final Preprocessor preprocessor;
  private final Placeholder<?> input;
  private final Operand<?> output;

  ValueExtractor(Ops tf, Preprocessor preprocessor) {
    this.preprocessor = preprocessor;
    input = preprocessor.input(tf, "values");
    output = preprocessor.build(tf, input);
  }

  @Override
  public void extract(Session session, Stripe stripe) {
    stripe.clear();
    int[] present = IntStream.range(stripe.from(), stripe.to()).filter(stripe::has).toArray();
    if (present.length == 0) {
      return;
    }
    List<Cell> cells = IntStream.of(present).mapToObj(stripe::cell).toList();
    try (Tensor raw = cells.get(0) instanceof Cell.Text ? texts(cells) : numbers(cells);
        Result result =
            session.runner().setOptions(IN_CALLER).feed(input, raw).fetch(output).run()) {
      for (int i = 0; i < present.length; i++) {
        stripe.put(result.get(0), i, present[i]);
        check(stripe, present[i]);
      }
    }
  }

  /** A number may be finite while its distance to the training mean, in deviations, is not. */
  private void check(Stripe stripe, int sample) {
    if (preprocessor instanceof TabularPreprocessor tabular) {
      int columns = tabular.columns().size();
      for (int column = 0; column < columns; column++) {
        if (!Float.isFinite(stripe.into().floats(stripe.modality())[sample * columns + column])) {
          stripe
              .problems()
              .addCell(
                  stripe.samples().get(sample).line(),
                  tabular.columns().get(column),
                  "its distance to the training mean, in standard deviations, is no 32-bit float. Write a number of the size of the others.");
        }
      }
    }
  }

  private static Tensor texts(List<Cell> cells) {
    NdArray<String> texts = NdArrays.ofObjects(String.class, Shape.of(cells.size()));
    for (int i = 0; i < cells.size(); i++) {
      texts.setObject(((Cell.Text) cells.get(i)).text(), i);
    }
    return TString.tensorOf(texts);
  }

  private static Tensor numbers(List<Cell> cells) {
    int columns = ((Cell.Numbers) cells.get(0)).values().length;
    float[] numbers = new float[cells.size() * columns];
    for (int i = 0; i < cells.size(); i++) {
      System.arraycopy(((Cell.Numbers) cells.get(i)).values(), 0, numbers, i * columns, columns);
    }
    return TFloat32.tensorOf(Shape.of(cells.size(), columns), DataBuffers.of(numbers));
  }
}
