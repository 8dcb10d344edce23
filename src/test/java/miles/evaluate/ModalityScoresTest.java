package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModalityScoresTest {

  @Test
  void withTwoModalitiesOnlyAndWithoutCompleteEachOther() {
    Map<String, Double> only = scores("image", 0.8, "audio", 0.5);
    Map<String, Double> without = scores("image", 0.5, "audio", 0.8);

    assertThat(new ModalityScores(0.9, Map.of(), only, Map.of()).without()).isEqualTo(without);
    assertThat(new ModalityScores(0.9, Map.of(), Map.of(), without).only()).isEqualTo(only);
  }

  @Test
  void whatIsNotMeasuredStaysEmpty() {
    ModalityScores scores = new ModalityScores(0.9, Map.of(), Map.of(), Map.of());

    assertThat(scores.heads()).isEmpty();
    assertThat(scores.only()).isEmpty();
    assertThat(scores.without()).isEmpty();
  }

  @Test
  void everyScoreHasTheNameOfItsPrediction() {
    ModalityScores scores =
        new ModalityScores(0.9, scores("b", 0.4, "a", 0.5), scores("b", 0.2, "a", 0.3), Map.of());

    assertThat(scores.named())
        .containsExactly(
            Map.entry("full", 0.9),
            Map.entry("head/b", 0.4),
            Map.entry("head/a", 0.5),
            Map.entry("only/b", 0.2),
            Map.entry("only/a", 0.3),
            Map.entry("without/b", 0.3),
            Map.entry("without/a", 0.2));
  }

  @Test
  void differentModalitiesAreRefused() {
    assertThatThrownBy(
            () ->
                new ModalityScores(
                    0.9,
                    scores("image", 0.8, "audio", 0.5),
                    scores("image", 1, "text", 1),
                    Map.of()))
        .hasMessage("modalities differ: heads has [image, audio], only has [image, text]");
  }

  private static Map<String, Double> scores(String a, double scoreA, String b, double scoreB) {
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put(a, scoreA);
    scores.put(b, scoreB);
    return scores;
  }
}
