package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import miles.config.BalanceConfig.Method;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {

  private static final List<Method> METHODS = List.of(Method.UNIFORM, Method.MILES);

  @Test
  void everyCombinationOfWhatAMethodReadsIsAVariant() {
    List<Variant> variants =
        Grid.parse(List.of("miles.threshold=0.1, 0.2", "optimizer.learning_rate=0.01,0.02"))
            .variants(METHODS);

    assertThat(variants)
        .extracting(Variant::label)
        .containsExactly(
            "uniform optimizer.learning_rate=0.01",
            "uniform optimizer.learning_rate=0.02",
            "miles threshold=0.1 optimizer.learning_rate=0.01",
            "miles threshold=0.1 optimizer.learning_rate=0.02",
            "miles threshold=0.2 optimizer.learning_rate=0.01",
            "miles threshold=0.2 optimizer.learning_rate=0.02");
    assertThat(variants.get(2).overrides())
        .containsExactly(
            "balance.method=miles", "balance.miles.threshold=0.1", "optimizer.learning_rate=0.01");
    assertThat(variants).extracting(variant -> variant.runName(3)).doesNotHaveDuplicates();
    assertThat(variants.get(0).runName(3)).isEqualTo("uniform-optimizer.learning_rate-0.01-seed3");
  }

  @Test
  void thePresetReadsNoParameterOfMiles() {
    List<Method> methods = List.of(Method.MILES, Method.MILES_PLUS);

    assertThat(Grid.parse(List.of("miles.threshold=0.1,0.2")).variants(methods))
        .extracting(Variant::label)
        .containsExactly("miles threshold=0.1", "miles threshold=0.2", "miles-plus");
  }

  @Test
  void aSectionOfTheRunFileThatIsCalledLikeAMethodIsNoneOfItsParameters() {
    assertThat(Grid.parse(List.of("unimodal.weight=0.5,1")).variants(List.of(Method.UNIFORM)))
        .extracting(Variant::label)
        .containsExactly("uniform unimodal.weight=0.5", "uniform unimodal.weight=1");
  }

  @Test
  void withoutAGridEveryMethodIsOneVariant() {
    assertThat(Grid.parse(List.of()).variants(METHODS))
        .containsExactly(
            new Variant(Method.UNIFORM, Map.of()), new Variant(Method.MILES, Map.of()));
  }

  @Test
  void commasInBracketsSeparateNoValues() {
    List<Variant> variants =
        Grid.parse(List.of("modalities.a.encoder.units=[8],[16, 8]"))
            .variants(List.of(Method.JOINT));

    assertThat(variants)
        .extracting(Variant::label)
        .containsExactly(
            "joint modalities.a.encoder.units=[8]", "joint modalities.a.encoder.units=[16, 8]");
    assertThat(variants)
        .extracting(variant -> variant.runName(1))
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[A-Za-z0-9._-]+"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "threshold | write it as key=value,value",
        "=1,2 | write it as key=value,value",
        "miles.threshold= | write it as key=value,value",
        "miles.threshold=0.1,,0.2 | write it as key=value,value",
        "training.seed=1,2 | training.seed is the same for every run, or the comparison's own",
        "balance.method=joint,miles | balance.method is the same for every run",
        "data.manifest=a.csv,b.csv | data.manifest is the same for every run",
      })
  void whatCannotBeComparedIsRefused(String text, String why) {
    assertThatThrownBy(() -> Grid.parse(List.of(text)))
        .isInstanceOf(ComparisonException.class)
        .hasMessageStartingWith("--grid " + text)
        .hasMessageContaining(why);
  }

  @Test
  void aKeyThatNoMethodReadsOrThatIsGivenTwiceIsRefused() {
    Grid grid = Grid.parse(List.of("miles.threshold=0.1"));
    assertThatThrownBy(() -> grid.variants(List.of(Method.JOINT)))
        .hasMessageContaining("balance.miles.threshold: none of the compared methods reads it");
    assertThatThrownBy(() -> Grid.parse(List.of("miles.threshold=1", "balance.miles.threshold=2")))
        .hasMessageContaining("given twice");
  }

  @Test
  void methodsAreReadInTheirOrderAndEachOnce() {
    assertThat(Methods.parse("miles, joint,miles")).containsExactly(Method.MILES, Method.JOINT);
    assertThatThrownBy(() -> Methods.parse("joint,magic"))
        .hasMessageStartingWith("--methods: \"magic\" is no method; allowed: joint, uniform,");
  }
}
