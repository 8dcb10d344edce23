package miles.data;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * One modality as a client of a served model has it, and its way to the values that the encoder
 * takes, as a TensorFlow subgraph.
 *
 * <table>
 *   <caption>Inputs</caption>
 *   <tr><th>kind</th><th>input</th><th>a sample lacks the modality if</th></tr>
 *   <tr><td>image</td><td>{@code [batch] string}: PNG or JPEG files</td><td>the string is empty</td></tr>
 *   <tr><td>audio</td><td>{@code [batch] string}: WAV files, see {@link WavDecoder}</td><td>the string is empty</td></tr>
 *   <tr><td>text</td><td>{@code [batch] string}: UTF-8</td><td>it is empty or white space alone</td></tr>
 *   <tr><td>tabular</td><td>{@code [batch, columns] float32}, NaN is missing</td><td>every number is NaN</td></tr>
 * </table>
 *
 * <p>Every file is decoded alone, as when data are loaded, so that its bits do not depend on its
 * neighbours; several are decoded at a time.
 *
 * @param input the placeholder of what a client sends
 * @param values {@code [batch, shape of the feature]}; {@link #ABSENT} or NaN throughout where the
 *     sample lacks the modality
 */
public record RawInput(Placeholder<?> input, Operand<? extends TType> values) {

  /** The token id that stands for a text that is absent. */
  public static final int ABSENT = -1;

  /** What {@link RowParser#isBlank} takes for absent, as a regular expression. */
  private static final String BLANK = "[\\p{Z}\\s\\x0B\\x1C-\\x1F]*";

  /**
   * Adds a placeholder named after the modality and the operations.
   *
   * @param tf where to add them
   * @param preprocessor the modality's settings and statistics
   */
  public static RawInput of(Ops tf, Preprocessor preprocessor) {
    if (preprocessor instanceof ImagePreprocessor image) {
      return files(tf, image, (inside, file) -> image.build(inside, image.decode(inside, file)));
    }
    if (preprocessor instanceof AudioPreprocessor audio) {
      return files(
          tf,
          audio,
          (inside, file) -> audio.build(inside, new WavDecoder(audio).build(inside, file)));
    }
    Placeholder<?> input = preprocessor.input(tf, preprocessor.modality());
    return preprocessor instanceof TextPreprocessor text
        ? texts(tf, text, input)
        : numbers(tf, preprocessor, input);
  }

  private static RawInput texts(Ops tf, TextPreprocessor text, Placeholder<?> input) {
    Operand<TString> texts = input.asOutput().expect(TString.class);
    Operand<TBool> blank =
        tf.expandDims(tf.strings.staticRegexFullMatch(texts, BLANK), tf.constant(1));
    return new RawInput(input, tf.select(blank, tf.constant(ABSENT), text.build(tf, texts)));
  }

  private static RawInput numbers(Ops tf, Preprocessor tabular, Placeholder<?> input) {
    Operand<TFloat32> numbers = input.asOutput().expect(TFloat32.class);
    Operand<TFloat32> values = tabular.build(tf, numbers).asOutput().expect(TFloat32.class);
    Operand<TBool> missing =
        tf.expandDims(tf.reduceAll(tf.math.isNan(numbers), tf.constant(1)), tf.constant(1));
    return new RawInput(input, tf.select(missing, tf.constant(Float.NaN), values));
  }

  /** Decodes the files that are there, one by one, and puts each where it belongs. */
  private static RawInput files(
      Ops tf, Preprocessor preprocessor, BiFunction<Ops, Operand<TString>, Operand<?>> decode) {
    Placeholder<TString> input =
        tf.withName(preprocessor.modality())
            .placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
    int[] shape = shape(preprocessor.feature());
    Operand<TInt64> present = tf.where(tf.math.notEqual(input, tf.constant("")));
    Operand<TFloat32> decoded;
    try (ConcreteFunction one =
        ConcreteFunction.create(inside -> signature(inside, preprocessor, decode))) {
      decoded =
          tf.mapDefun(
                  List.of(tf.gatherNd(input, present)),
                  List.of(),
                  List.of(TFloat32.class),
                  List.of(Shape.of(IntStream.of(shape).asLongStream().toArray())),
                  one)
              .output()
              .get(0)
              .expect(TFloat32.class);
    }
    Operand<TInt32> all = tf.concat(List.of(tf.shape(input), tf.constant(shape)), tf.constant(0));
    Operand<TFloat32> none = tf.fill(all, tf.constant(Float.NaN));
    return new RawInput(input, tf.tensorScatterNdUpdate(none, present, decoded));
  }

  private static Signature signature(
      Ops tf, Preprocessor preprocessor, BiFunction<Ops, Operand<TString>, Operand<?>> decode) {
    Placeholder<TString> file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<TFloat32> values = decode.apply(tf, file).asOutput().expect(TFloat32.class);
    return Signature.builder("decode_" + preprocessor.modality())
        .input("file", file)
        .output("values", tf.reshape(values, tf.constant(shape(preprocessor.feature()))))
        .build();
  }

  private static int[] shape(FeatureSpec feature) {
    return feature.shape().stream().mapToInt(size -> size).toArray();
  }
}
