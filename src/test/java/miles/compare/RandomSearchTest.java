package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miles.compare.TuningRange.Scale;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;
import miles.train.TestRuns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RandomSearchTest {

  private static final String RATE = "optimizer.learning_rate";

  private final RunConfig base =
      TestRuns.config(Path.of("folder"), 2, "optimizer.learning_rate=0.01");

  @ParameterizedTest
  @EnumSource(Method.class)
  void everyMethodHasTheSameNumberOfTrialsTheFirstBeingTheRunFile(Method method) {
    List<Variant> trials = RandomSearch.trials(method, base, 6, 0);

    assertThat(trials).hasSize(6).doesNotHaveDuplicates().allMatch(v -> v.method() == method);
    assertThat(trials.get(0).parameters()).isEmpty();
    assertThat(trials.subList(1, 6))
        .allSatisfy(
            trial -> {
              assertThat(trial.parameters()).containsKey(RATE);
              assertThat(Double.parseDouble(trial.parameters().get(RATE))).isBetween(0.0025, 0.04);
            });
    assertThat(RandomSearch.trials(method, base, 6, 0)).isEqualTo(trials);
    assertThat(RandomSearch.trials(method, base, 3, 0)).isEqualTo(trials.subList(0, 3));
  }

  @Test
  void methodsShareTheTrialsOfSharedKeys() {
    List<Variant> joint = RandomSearch.trials(Method.JOINT, base, 4, 0);
    List<Variant> miles = RandomSearch.trials(Method.MILES, base, 4, 0);

    for (int trial = 1; trial < 4; trial++) {
      Map<String, String> ours = miles.get(trial).parameters();
      assertThat(ours.get(RATE)).isEqualTo(joint.get(trial).parameters().get(RATE));
      assertThat(ours).containsKeys("balance.miles.threshold", "balance.miles.reduction");
    }
    assertThat(miles.get(1).parameters().get(RATE))
        .isNotEqualTo(miles.get(2).parameters().get(RATE));
  }

  @ParameterizedTest
  @EnumSource(Method.class)
  void theHeadsWeightIsTunedWhereTheMethodReadsIt(Method method) {
    boolean weighed = !Set.of(Method.JOINT, Method.UNIMODAL, Method.G_BLEND).contains(method);

    List<String> keys = TuningRanges.of(method, base).stream().map(TuningRange::key).toList();
    assertThat(keys.contains("unimodal.weight")).isEqualTo(weighed);
  }

  /** Every key exists, belongs to the method, and allows both ends of its range. */
  @ParameterizedTest
  @EnumSource(Method.class)
  void theRunFileAllowsEveryRange(Method method) {
    for (TuningRange range : TuningRanges.of(method, base)) {
      assertThat(Methods.reads(method, range.key())).as(range.key()).isTrue();
      for (double share : new double[] {0, 0.999999}) {
        Variant variant = new Variant(method, Map.of(range.key(), range.at(share)));
        assertThatNoException()
            .as("%s=%s", range.key(), range.at(share))
            .isThrownBy(
                () ->
                    TestRuns.config(
                        Path.of("folder"), 2, variant.overrides().toArray(String[]::new)));
      }
    }
  }

  @Test
  void valuesAreSpreadByTheirScale() {
    assertThat(new TuningRange("k", 0, 0.4, Scale.LINEAR).at(0.5)).isEqualTo("0.2");
    assertThat(new TuningRange("k", 0.01, 1, Scale.LOGARITHMIC).at(0.5)).isEqualTo("0.1");
    assertThat(new TuningRange("k", 1, 3, Scale.WHOLE).at(0)).isEqualTo("1");
    assertThat(new TuningRange("k", 1, 3, Scale.WHOLE).at(0.99)).isEqualTo("3");
    assertThat(new TuningRange("k", 1e-5, 1e-3, Scale.LOGARITHMIC).at(0.25)).isEqualTo("0.0000316");
  }
}
