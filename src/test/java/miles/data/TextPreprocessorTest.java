package miles.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import miles.config.ModalityConfig.Text.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TString;

class TextPreprocessorTest {

  @Test
  void wordsAreSeparatedByUnicodeWhiteSpace() {
    int[] ids = ids(Tokens.WORDS, true, 6, "one  two\tthree\nfour", "\u00a0two\u2003three ", "");

    assertThat(ids[0]).isPositive();
    assertThat(Arrays.copyOfRange(ids, 4, 6)).containsOnly(0);
    assertThat(Arrays.copyOfRange(ids, 6, 9)).containsExactly(ids[1], ids[2], 0);
    assertThat(Arrays.copyOfRange(ids, 12, 18)).containsOnly(0);
  }

  @Test
  void charactersAreCodePoints() {
    int[] ids = ids(Tokens.CHARACTERS, false, 5, "a😀é a", "😀");

    assertThat(ids[0]).isEqualTo(ids[4]);
    assertThat(ids[1]).isEqualTo(ids[5]);
    assertThat(Arrays.copyOf(ids, 5)).doesNotContain(0);
    assertThat(Arrays.copyOfRange(ids, 6, 10)).containsOnly(0);
  }

  @Test
  void trigramsAreEveryThreeNeighbours() {
    int[] trigrams = ids(Tokens.TRIGRAMS, false, 4, "äbcdef", "bcd", "ab", "a");
    int[] words = ids(Tokens.WORDS, false, 4, "äbc bcd cde def", "ab a");

    assertThat(Arrays.copyOf(trigrams, 4)).isEqualTo(Arrays.copyOf(words, 4));
    assertThat(Arrays.copyOfRange(trigrams, 4, 8)).containsExactly(words[1], 0, 0, 0);
    assertThat(Arrays.copyOfRange(trigrams, 8, 12)).containsExactly(words[4], 0, 0, 0);
    assertThat(Arrays.copyOfRange(trigrams, 12, 16)).containsExactly(words[5], 0, 0, 0);
  }

  @Test
  void lowerCasingFollowsUnicode() {
    int[] lowered = ids(Tokens.WORDS, true, 1, "ÄRGER", "ärger");
    int[] kept = ids(Tokens.WORDS, false, 1, "ÄRGER", "ärger");

    assertThat(lowered[0]).isEqualTo(lowered[1]).isEqualTo(kept[1]);
    assertThat(kept[0]).isNotEqualTo(kept[1]);
  }

  @ParameterizedTest
  @EnumSource(Tokens.class)
  void longTextsAreCutAndIdsStayInTheVocabulary(Tokens tokens) {
    String text = "the quick brown fox jumps over the lazy dog";
    TextPreprocessor preprocessor = new TextPreprocessor("text", "text", tokens, true, 5, 7);

    int[] ids = ids(preprocessor, text, text + " again");

    assertThat(ids).hasSize(10);
    assertThat(Arrays.stream(ids).boxed()).allMatch(id -> id >= 1 && id <= 7);
    assertThat(Arrays.copyOf(ids, 5)).isEqualTo(Arrays.copyOfRange(ids, 5, 10));
    assertThat(preprocessor.feature().vocabulary()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(Tokens.class)
  void shapeIsKnownBeforeTheGraphRuns(Tokens tokens) {
    try (Subgraph graph = new Subgraph(new TextPreprocessor("text", "text", tokens, true, 5, 7))) {
      assertThat(graph.shape()).containsExactly(-1L, 5L);
    }
  }

  /** Stored models depend on it: TensorFlow's FarmHash64 must keep its values. */
  @Test
  void hashesNeverChange() {
    TextPreprocessor wide =
        new TextPreprocessor("text", "text", Tokens.WORDS, false, 2, 1_000_000_000);

    assertThat(ids(wide, "hello world")).containsExactly(427800297, 370751599);
  }

  private static int[] ids(Tokens tokens, boolean lowercase, int length, String... texts) {
    return ids(new TextPreprocessor("text", "text", tokens, lowercase, length, 100_000), texts);
  }

  private static int[] ids(TextPreprocessor preprocessor, String... texts) {
    NdArray<String> array = NdArrays.ofObjects(String.class, Shape.of(texts.length));
    for (int i = 0; i < texts.length; i++) {
      array.setObject(texts[i], i);
    }
    try (Subgraph graph = new Subgraph(preprocessor);
        TString raw = TString.tensorOf(array)) {
      return graph.ints(raw);
    }
  }
}
