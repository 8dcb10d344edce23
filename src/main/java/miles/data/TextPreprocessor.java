package miles.data;

import java.util.List;
import miles.config.ModalityConfig.Text.Tokens;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.strings.Lower;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Texts as token ids.
 *
 * <p>Raw values are UTF-8 texts {@code [batch] string}. Lower-casing follows Unicode. Words are
 * separated by Unicode white space; characters are code points, white space included; trigrams are
 * every three neighbouring characters (a text of one or two characters is one token). A token's id
 * is 1 + FarmHash64(token) mod buckets; 0 pads to the length, and what is beyond the length is cut.
 *
 * @param modality the modality's name
 * @param column the manifest's column of texts
 * @param tokens what a token is
 * @param lowercase whether the text is lower-cased first
 * @param length token ids of one text
 * @param buckets hash buckets
 */
public record TextPreprocessor(
    String modality, String column, Tokens tokens, boolean lowercase, int length, int buckets)
    implements Preprocessor {

  private static final String UTF_8 = "UTF-8";

  @Override
  public ManifestSchema.Source source() {
    return new ManifestSchema.Source(modality, ManifestSchema.Source.Kind.TEXT, List.of(column));
  }

  @Override
  public FeatureSpec feature() {
    return new FeatureSpec(modality, FeatureSpec.Type.INT32, List.of(length), buckets + 1);
  }

  @Override
  public Placeholder<TString> input(Ops tf, String name) {
    return tf.withName(name)
        .placeholder(TString.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE)));
  }

  @Override
  public Operand<TInt32> build(Ops tf, Operand<?> raw) {
    Operand<TString> texts = raw.asOutput().expect(TString.class);
    if (lowercase) {
      texts = tf.strings.lower(texts, Lower.encoding("utf-8"));
    }
    return switch (tokens) {
      case WORDS -> words(tf, texts);
      case CHARACTERS -> {
        var decoded = tf.strings.unicodeDecode(texts, UTF_8, TInt64.class);
        yield ids(tf, characters(tf, decoded.charValues()), decoded.rowSplits());
      }
      case TRIGRAMS -> {
        var decoded = tf.strings.unicodeDecode(texts, UTF_8, TInt64.class);
        var trigrams =
            tf.strings.stringNGrams(
                characters(tf, decoded.charValues()),
                decoded.rowSplits(),
                "",
                List.of(3L),
                "",
                "",
                0L,
                true);
        yield ids(tf, trigrams.ngrams(), trigrams.ngramsSplits());
      }
    };
  }

  private Operand<TInt32> words(Ops tf, Operand<TString> texts) {
    var spaced = tf.strings.regexReplace(texts, tf.constant("[\\p{Z}\\s]+"), tf.constant(" "));
    var split = tf.strings.stringSplit(spaced, tf.constant(""));
    var rowOfToken = tf.gather(split.indices(), tf.constant(0), tf.constant(1));
    var rows = tf.gather(split.shape(), tf.constant(0), tf.constant(0));
    return dense(
        tf,
        hashed(tf, split.values()),
        List.of(rows, rowOfToken),
        List.of("FIRST_DIM_SIZE", "VALUE_ROWIDS"));
  }

  private Operand<TInt32> ids(Ops tf, Operand<TString> tokens, Operand<TInt64> rowSplits) {
    return dense(tf, hashed(tf, tokens), List.of(rowSplits), List.of("ROW_SPLITS"));
  }

  /** Returns each code point as a text of its own. */
  private static Operand<TString> characters(Ops tf, Operand<TInt32> codePoints) {
    var one = tf.constant(1L);
    var ends = tf.math.add(tf.size(codePoints, TInt64.class), one);
    return tf.strings.unicodeEncode(codePoints, tf.range(tf.constant(0L), ends, one), UTF_8);
  }

  private Operand<TInt64> hashed(Ops tf, Operand<TString> tokens) {
    return tf.math.add(tf.strings.toHashBucketFast(tokens, (long) buckets), tf.constant(1L));
  }

  private Operand<TInt32> dense(
      Ops tf, Operand<TInt64> ids, List<Operand<TInt64>> partition, List<String> kinds) {
    var shape = tf.constant(new long[] {-1, length});
    var padded =
        tf.ragged.raggedTensorToTensor(shape, ids, tf.constant(0L), List.copyOf(partition), kinds);
    return tf.dtypes.cast(padded, TInt32.class);
  }
}
