package miles.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  private static final List<String> KEYS = List.of("epochs", "batch_size", "seed", "column");

  @ParameterizedTest
  @CsvSource({"epochs, epochs", "batchSize, batch_size", "beta1, beta1", "lowHz, low_hz"})
  void keysAreTheSnakeCaseOfComponents(String component, String key) {
    assertThat(Names.key(component)).isEqualTo(key);
  }

  @Test
  void valuesAreTheKebabCaseOfConstants() {
    assertThat(Names.value(Score.MACRO_F1)).isEqualTo("macro-f1");
    assertThat(Names.constant(Score.class, "macro-f1")).contains(Score.MACRO_F1);
    assertThat(Names.constant(Score.class, "MACRO_F1")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "epoch, epochs",
    "Epochs, epochs",
    "batch-size, batch_size",
    "batchsize, batch_size",
    "btach_size, batch_size",
    "colums, column"
  })
  void misspeltNamesFindTheirNearest(String misspelt, String meant) {
    assertThat(Names.closest(misspelt, KEYS)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"learning_rate", "x", "colour"})
  void otherNamesFindNone(String other) {
    assertThat(Names.closest(other, KEYS)).isEmpty();
  }

  @Test
  void listsReadLikeSentences() {
    assertThat(Names.oneOf(List.of("a"))).isEqualTo("a");
    assertThat(Names.oneOf(List.of("a", "b"))).isEqualTo("a or b");
    assertThat(Names.all(List.of("a", "b", "c"))).isEqualTo("a, b and c");
  }
}
