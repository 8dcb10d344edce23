package miles.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules between sections hold however a run is made; the golden files show their words. */
class ConsistencyTest {

  @Test
  void aRunMadeInJavaKeepsTheRulesOfTheFile() {
    RunConfig run = RunFiles.parse(RunFiles.SMALLEST, "balance.miles.source=heads");

    assertThatExceptionOfType(InvalidValueException.class)
        .isThrownBy(
            () ->
                new RunConfig(
                    run.name(),
                    run.task(),
                    run.data(),
                    run.modalities(),
                    run.fusion(),
                    new UnimodalConfig(false, 1, UnimodalConfig.Mask.MEAN),
                    run.optimizer(),
                    run.schedule(),
                    run.balance(),
                    run.training(),
                    run.export()))
        .withMessage(
            "unimodal.heads: false is not allowed;"
                + " allowed: true, because balance.miles.source is heads");
  }

  /** For each method and what may need heads: whether a run without heads is allowed. */
  @ParameterizedTest
  @CsvSource({
    "joint,    masked, none,     score, true",
    "joint,    heads,  heads,    score, true",
    "miles,    masked, none,     score, true",
    "miles,    masked, unimodal, score, true",
    "miles,    masked, none,     loss,  true",
    "miles,    heads,  none,     score, false",
    "miles-plus, masked, none,   score, false",
    "miles,    masked, heads,    score, false",
    "miles,    masked, none,     heads, false",
    "uniform,  masked, none,     score, false",
    "unimodal, masked, none,     heads, false",
    "mses,     masked, none,     score, false",
    "g-blend,  masked, none,     score, false",
    "mmpareto, masked, none,     score, false",
    "ogm,      masked, none,     score, true",
    "mslr,     masked, none,     score, true",
    "agm,      masked, none,     score, true",
    "pmr,      masked, none,     score, true",
    "pmr,      masked, none,     heads, false",
  })
  void headsAreNeededByWhatReadsOrTrainsThem(
      String method, String source, String reference, String monitor, boolean allowed) {
    for (String without : List.of("unimodal.heads=false", "unimodal.weight=0")) {
      List<String> overrides =
          List.of(
              "balance.method=" + method,
              "balance.miles.source=" + source,
              "balance.miles.reference=" + reference,
              "training.monitor=" + monitor);

      boolean unread =
          without.endsWith("weight=0") && Set.of("unimodal", "g-blend").contains(method);
      assertThatNoException().isThrownBy(() -> parse(overrides));
      assertThatCode(() -> parse(with(overrides, without)))
          .matches(error -> (error == null) == (allowed || unread), "allowed: " + allowed);
    }
  }

  @Test
  void warmupMayFillTheRunButNotOutlastIt() {
    assertThat(parse(List.of("schedule.warmup_epochs=3")).schedule().warmupEpochs()).isEqualTo(3);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(List.of("schedule.warmup_epochs=3.1")))
        .withMessageContaining("at most training.epochs (3)");
  }

  @Test
  void theLabelColumnIsNoInput() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(List.of("data.label=wav")))
        .withMessageContaining("modalities.sound.column: wav is not allowed");
  }

  /** What one override makes of a run that is allowed without it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ogm      | balance.ogm.source=heads        | unimodal.heads=false   | true, because balance.ogm.source is heads",
        "ogm-ge   | balance.ogm.source=heads        | unimodal.weight=0      | because balance.ogm.source is heads",
        "mslr     | balance.mslr.source=heads       | unimodal.heads=false   | true, because balance.mslr.source is heads",
        "mslr     | balance.mslr.factors={sound: 2} | balance.mslr.factors={film: 2} | the run's modalities [sound, numbers]",
        "joint    | training.encoder_rates={sound: 2} | training.encoder_rates={film: 2} | the run's modalities [sound, numbers]",
        "agm      | balance.agm.alpha=8             | balance.agm.cap=10.1 | at most 80 / alpha, here 10.0, so that exp(alpha · cap) is a finite number",
        "ogm      | balance.ogm.alpha=1             | task.kind=multi-label  | classification, because balance.method ogm",
        "pmr      | balance.pmr.alpha=1             | task.kind=multi-label  | classification, because balance.method pmr",
        "greedy   | balance.greedy.steps=1          | unimodal.mask=zero     | mean, because balance.method greedy",
        "greedy   | modalities.sound.encoder={kind: saved-model, folder: net, trainable: true} | modalities.sound.encoder.trainable=false | true, because balance.method greedy",
      })
  void methodsRefuseRunsThatLackWhatTheyNeed(
      String method, String parameter, String lacking, String why) {
    List<String> overrides = List.of("balance.method=" + method, parameter);
    assertThatNoException().isThrownBy(() -> parse(overrides));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(with(overrides, lacking)))
        .withMessageContaining(why);
  }

  @Test
  void keepingRatesOfMslrNeedsNoScores() {
    assertThatNoException()
        .isThrownBy(
            () ->
                parse(
                    List.of(
                        "balance.method=mslr",
                        "balance.mslr={strategy: keep, source: heads}",
                        "unimodal.heads=false")));
  }

  @Test
  void agmTakesNoMoreModalitiesThanSubsetsCanBeEvaluated() {
    List<String> seven =
        IntStream.range(0, 5)
            .mapToObj(
                m ->
                    "modalities.m%d={kind: tabular, encoder: {kind: mlp, units: [8]}}".formatted(m))
            .toList();
    assertThatNoException()
        .isThrownBy(() -> parse(with(seven.subList(0, 4), "balance.method=agm")));
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> parse(with(seven, "balance.method=agm")))
        .withMessageContaining("agm takes at most 6 modalities and there are 7");
  }

  private static RunConfig parse(List<String> overrides) {
    return RunFiles.parse(RunFiles.SMALLEST, overrides.toArray(String[]::new));
  }

  private static List<String> with(List<String> overrides, String more) {
    return Stream.concat(overrides.stream(), Stream.of(more)).toList();
  }
}
