package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.BalanceConfig.Method;
import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void aVariantIsComparedWithTheBaselineThatSharesItsParameters() {
    List<Variant> variants =
        Grid.parse(List.of("miles.reduction=0.1,0.9", "optimizer.learning_rate=0.01,0.001"))
            .variants(List.of(Method.UNIFORM, Method.MILES));
    Map<Variant, List<RunScore>> scores = new LinkedHashMap<>();
    variants.forEach(variant -> scores.put(variant, List.of(score(0.5, 0.1), score(0.6, 0.1))));

    assertThat(Summary.differences(scores))
        .filteredOn(each -> each.measure().equals("full"))
        .extracting(each -> each.variant().label() + " - " + each.baseline().label())
        .containsExactly(
            "miles reduction=0.1 optimizer.learning_rate=0.01 - uniform optimizer.learning_rate=0.01",
            "miles reduction=0.1 optimizer.learning_rate=0.001 - uniform optimizer.learning_rate=0.001",
            "miles reduction=0.9 optimizer.learning_rate=0.01 - uniform optimizer.learning_rate=0.01",
            "miles reduction=0.9 optimizer.learning_rate=0.001 - uniform optimizer.learning_rate=0.001");
  }

  @Test
  void theOnlyVariantOfABaselineIsTheBaselineOfAllSoThatTunedMethodsMeet() {
    Variant joint = new Variant(Method.JOINT, Map.of("optimizer.learning_rate", "0.01"));
    Variant uniform = new Variant(Method.UNIFORM, Map.of());
    Variant miles = new Variant(Method.MILES, Map.of("optimizer.learning_rate", "0.003"));
    Map<Variant, List<RunScore>> scores = new LinkedHashMap<>();
    scores.put(joint, List.of(score(0.5, 0.3), score(0.7, 0.3)));
    scores.put(uniform, List.of(score(0.6, 0.2), score(0.6, 0.2)));
    scores.put(miles, List.of(score(0.8, 0.1), score(0.7, 0.1)));

    List<Difference> differences = Summary.differences(scores);

    assertThat(differences)
        .filteredOn(each -> each.measure().equals("full"))
        .extracting(
            each -> each.variant().method() + "-" + each.baseline().method(),
            each -> Math.round(100 * each.paired().mean()),
            each -> each.paired().wins())
        .containsExactly(
            tuple("JOINT-UNIFORM", 0L, 1),
            tuple("MILES-UNIFORM", 15L, 2),
            tuple("UNIFORM-JOINT", 0L, 1),
            tuple("MILES-JOINT", 15L, 1));
    assertThat(differences)
        .filteredOn(each -> each.measure().equals(RunScore.IMBALANCE))
        .hasSize(4)
        .last()
        .satisfies(
            each -> {
              assertThat(each.paired().mean()).isCloseTo(-0.2, within(1e-12));
              assertThat(each.paired().wins()).as("the smaller imbalance wins").isEqualTo(2);
            });
  }

  @Test
  void divergedRunsCountInNoMean() {
    RunScore diverged =
        new RunScore(RunScore.End.DIVERGED, 0, 0, 0, 0, Double.NaN, Map.of(), "hash");
    VariantSummary summary =
        Summary.variants(
                Map.of(
                    new Variant(Method.JOINT, Map.of()),
                    List.of(score(0.5, 0.3), diverged, score(0.7, 0.1))))
            .get(0);

    assertThat(summary.runs()).isEqualTo(3);
    assertThat(summary.diverged()).isEqualTo(1);
    assertThat(summary.measures().get("full")).isEqualTo(Spread.of(0.5, 0.7));
    assertThat(summary.measures().get("seconds")).isEqualTo(Spread.of(40, 40));
    assertThat(summary.measures().get("seconds_per_step").mean()).isEqualTo(0.4);
    assertThat(summary.measures().get("best_epoch").count()).isEqualTo(2);
  }

  private static RunScore score(double full, double imbalance) {
    Map<String, Double> test = new LinkedHashMap<>();
    test.put("full", full);
    test.put(RunScore.IMBALANCE, imbalance);
    return new RunScore(RunScore.End.COMPLETE, 3, 5, 100, 40, full, test, "hash");
  }
}
