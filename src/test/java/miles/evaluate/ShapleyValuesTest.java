package miles.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ShapleyValuesTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");

  @Test
  void twoModalitiesShareTheirSurplusEqually() {
    Map<String, Double> values =
        ShapleyValues.of(
            List.of("image", "audio"),
            Map.of(
                Set.of(), 0.1,
                Set.of("image"), 0.7,
                Set.of("audio"), 0.4,
                Set.of("image", "audio"), 0.9));

    // image: ((0.7 − 0.1) + (0.9 − 0.4)) / 2, audio: ((0.4 − 0.1) + (0.9 − 0.7)) / 2.
    assertThat(values.keySet()).containsExactly("image", "audio");
    assertThat(values.get("image")).isCloseTo(0.55, EXACT);
    assertThat(values.get("audio")).isCloseTo(0.25, EXACT);
  }

  @Test
  void threeModalitiesAreWeightedByTheSizeOfTheSubset() {
    // The glove game: a holds the left glove, b and c a right one each.
    Map<Set<String>, Double> scores =
        scores(3, set -> set.contains("a") && set.size() > 1 ? 1.0 : 0.0);

    Map<String, Double> values = ShapleyValues.of(NAMES.subList(0, 3), scores);

    assertThat(values.get("a")).isCloseTo(2.0 / 3, EXACT);
    assertThat(values.get("b")).isCloseTo(1.0 / 6, EXACT);
    assertThat(values.get("c")).isCloseTo(1.0 / 6, EXACT);
  }

  @Property(tries = 200)
  void valuesAddUpToWhatAllModalitiesGain(
      @ForAll @IntRange(min = 1, max = 5) int modalities, @ForAll long seed) {
    Random random = new Random(seed);
    Map<Set<String>, Double> scores = scores(modalities, set -> random.nextDouble());
    List<String> names = NAMES.subList(0, modalities);

    double sum =
        ShapleyValues.of(names, scores).values().stream().mapToDouble(value -> value).sum();

    assertThat(sum).isCloseTo(scores.get(Set.copyOf(names)) - scores.get(Set.of()), EXACT);
  }

  @Property(tries = 200)
  void aModalityThatAlwaysAddsTheSameIsWorthThat(@ForAll long seed) {
    Random random = new Random(seed);
    Map<Set<String>, Double> others = scores(3, set -> random.nextDouble());
    Map<Set<String>, Double> scores =
        scores(
            4,
            set -> {
              Set<String> rest = new HashSet<>(set);
              boolean added = rest.remove("d");
              return others.get(rest) + (added ? 0.125 : 0);
            });

    Map<String, Double> values = ShapleyValues.of(NAMES.subList(0, 4), scores);
    Map<String, Double> valuesOfOthers = ShapleyValues.of(NAMES.subList(0, 3), others);

    assertThat(values.get("d")).isCloseTo(0.125, EXACT);
    valuesOfOthers.forEach((name, value) -> assertThat(values.get(name)).isCloseTo(value, EXACT));
  }

  @Test
  void aMissingSubsetIsNamed() {
    assertThatThrownBy(
            () -> ShapleyValues.of(List.of("a", "b"), Map.of(Set.of(), 0.0, Set.of("a"), 1.0)))
        .hasMessage("no score for the modalities [b]; all 4 subsets of [a, b] are needed");
  }

  private static Map<Set<String>, Double> scores(
      int modalities, java.util.function.ToDoubleFunction<Set<String>> score) {
    Map<Set<String>, Double> scores = new HashMap<>();
    for (int bits = 0; bits < 1 << modalities; bits++) {
      Set<String> subset = new HashSet<>();
      for (int m = 0; m < modalities; m++) {
        if ((bits >> m & 1) == 1) {
          subset.add(NAMES.get(m));
        }
      }
      scores.put(subset, score.applyAsDouble(subset));
    }
    return scores;
  }
}
