package miles.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScorecardTest {

  @ParameterizedTest
  @CsvSource({
    "a b, a b, fused",
    "a b, '', none (all masked)",
    "a b, b, only b",
    "a b c, a b c, fused",
    "a b c, c, only c",
    "a b c, a c, without b",
    "a b c d, a c, only a + c",
    "a b c d, a c d, without b"
  })
  void aSubsetIsCalledByWhatIsSeenOrByTheOneThatIsNot(String all, String seen, String label) {
    assertThat(Scorecard.label(words(all), words(seen))).isEqualTo(label);
  }

  private static List<String> words(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(" ", -1));
  }
}
