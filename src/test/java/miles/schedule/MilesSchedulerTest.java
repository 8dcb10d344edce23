package miles.schedule;

import static miles.schedule.MilesFixture.HEADS;
import static miles.schedule.MilesFixture.MASKED;
import static miles.schedule.MilesFixture.byName;
import static miles.schedule.MilesFixture.heads;
import static miles.schedule.MilesFixture.only;
import static miles.schedule.MilesFixture.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.BalanceConfig.Direction;
import miles.config.BalanceConfig.Miles;
import miles.config.BalanceConfig.Reference;
import miles.config.BalanceConfig.Source;
import miles.evaluate.ModalityScores;
import miles.schedule.MilesDecision.Reason;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule itself: threshold 0.2 and reduction 0.5 unless a test says otherwise. */
class MilesSchedulerTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<String> TWO = List.of("a", "b");
  private static final List<String> THREE = List.of("a", "b", "c");

  @ParameterizedTest
  @CsvSource({
    // S,   S_a,  S_b,  factor_a, factor_b, reason
    "0.80, 0.70, 0.30, 0.5, 1,   REDUCED", // u_a 0.625, u_b 0.125: δ 0.5
    "0.80, 0.30, 0.70, 1,   0.5, REDUCED",
    "0.80, 0.70, 0.60, 1,   1,   WITHIN_THRESHOLD", // δ 0.125
    "0.80, 0.70, 0.54, 1,   1,   WITHIN_THRESHOLD", // δ 0.2, exactly the threshold
    "0.80, 0.70, 0.53, 0.5, 1,   REDUCED", // δ 0.2125
    "0.80, 0.80, 0.64, 1,   1,   WITHIN_THRESHOLD", // δ 0.2, above it by rounding
    "0.80, 0.50, 0.50, 1,   1,   WITHIN_THRESHOLD", // a tie
    "0.20, 0.50, 0.30, 1,   1,   ALL_NEGATIVE", // u −0.5 and −1.5
    "0.40, 0.70, 0.30, 0.5, 1,   REDUCED", // only u_b = −0.75 is negative
    "0.40, 0.70, 0.40, 0.5, 1,   REDUCED", // u_a = 0 is not negative
    "0.00, 0.70, 0.30, 1,   1,   UNDEFINED",
    "-0.1, 0.70, 0.30, 1,   1,   UNDEFINED", // a negative R2
    "0.80, 0.70, -3.0, 0.5, 1,   REDUCED", // R2 of a modality may be negative
    "NaN,  0.70, 0.30, 1,   1,   UNDEFINED",
    "0.80, NaN,  0.30, 1,   1,   UNDEFINED",
    "0.80, 0.70, NaN,  1,   1,   UNDEFINED",
    "NaN,  NaN,  NaN,  1,   1,   UNDEFINED",
  })
  void twoModalitiesFollowThePaperWithHeadsAndMasks(
      double fused, double a, double b, double factorA, double factorB, Reason reason) {
    MilesDecision byHeads = first(HEADS, TWO, heads(fused, a, b));
    MilesDecision byMasks = first(MASKED, TWO, only(fused, a, b));

    assertThat(byHeads.factors()).isEqualTo(byName(factorA, factorB));
    assertThat(byHeads.reason()).isEqualTo(reason);
    assertThat(byMasks.factors()).isEqualTo(byHeads.factors());
    assertThat(byMasks.reason()).isEqualTo(reason);
  }

  @Test
  void theDecisionSaysWhatItComparedAndWhatItChanged() {
    MilesDecision decision = first(HEADS, TWO, heads(0.8, 0.7, 0.3));

    assertThat(decision.utilization().rates().get("a")).isCloseTo(0.625, EXACT);
    assertThat(decision.utilization().rates().get("b")).isCloseTo(0.125, EXACT);
    assertThat(decision.gap()).isCloseTo(0.5, EXACT);
    assertThat(decision.changed()).containsExactly("a");
    assertThat(first(HEADS, TWO, heads(0.8, 0.7, 0.6)).changed()).isEmpty();
    assertThat(first(HEADS, TWO, heads(0, 0.7, 0.6)).gap()).isNaN();
  }

  @Test
  void theScoreWithoutAModalityServesTwoModalitiesAsWell() {
    assertThat(first(MASKED, TWO, without(0.8, 0.3, 0.7)).factors()).isEqualTo(byName(0.5, 1));
  }

  @Test
  void factorsAreDecidedAnewEveryEpoch() {
    MilesScheduler scheduler = scheduler(HEADS, TWO);

    MilesDecision one = scheduler.decide(scheduler.initialState(), heads(0.8, 0.7, 0.3));
    MilesDecision two = scheduler.decide(one.state(), heads(0.8, 0.7, 0.3));
    MilesDecision three = scheduler.decide(two.state(), heads(0.8, 0.7, 0.65));

    assertThat(two.factors()).isEqualTo(byName(0.5, 1));
    assertThat(three.factors()).isEqualTo(byName(1, 1));
  }

  @Test
  void withThreeModalitiesMaskedEveryDominantOneIsReduced() {
    // u = 0.5, 0.25, 0: a and b exceed the smallest by more than 0.2.
    MilesDecision decision = first(MASKED, THREE, without(0.8, 0.4, 0.6, 0.8));

    assertThat(decision.factors()).isEqualTo(byName(0.5, 0.5, 1));
    assertThat(decision.changed()).containsExactly("a", "b");
    assertThat(decision.gap()).isCloseTo(0.5, EXACT);
  }

  @Test
  void withThreeModalitiesMaskedNothingChangesIfFusionIsBetterWithoutAnyOne() {
    // u = −0.75, −0.25, −0.125.
    MilesDecision decision = first(MASKED, THREE, without(0.4, 0.7, 0.5, 0.45));

    assertThat(decision.factors()).isEqualTo(byName(1, 1, 1));
    assertThat(decision.reason()).isEqualTo(Reason.ALL_NEGATIVE);
  }

  @Test
  void withThreeHeadsPairsAreComparedByTheirScores() {
    // 0.7 − 0.3 > 0.2 · 0.8 but 0.45 − 0.3 is not.
    assertThat(first(HEADS, THREE, heads(0.8, 0.7, 0.45, 0.3)).factors())
        .isEqualTo(byName(0.5, 1, 1));
  }

  @Test
  void withThreeHeadsNothingChangesIfFusionIsWorseThanEveryOne() {
    MilesDecision worse = first(HEADS, THREE, heads(0.25, 0.7, 0.45, 0.3));
    MilesDecision better = first(HEADS, THREE, heads(0.35, 0.7, 0.45, 0.3));

    assertThat(worse.reason()).isEqualTo(Reason.ALL_NEGATIVE);
    assertThat(worse.factors()).isEqualTo(byName(1, 1, 1));
    assertThat(better.factors()).isEqualTo(byName(0.5, 0.5, 1));
  }

  @Test
  void boostSpeedsUpTheWeakerModalityInstead() {
    MilesDecision decision = first(MilesFixture.boost(Source.HEADS), TWO, heads(0.8, 0.7, 0.3));

    assertThat(decision.factors()).isEqualTo(byName(1, 2));
    assertThat(decision.reason()).isEqualTo(Reason.BOOSTED);
    assertThat(decision.changed()).containsExactly("b");
  }

  @Test
  void boostOfThreeSpeedsUpEveryModalityFarBelowTheStrongest() {
    // u = 0.5, 0.25, 0: b and c fall short of the greatest by more than 0.2.
    assertThat(
            first(MilesFixture.boost(Source.MASKED), THREE, without(0.8, 0.4, 0.6, 0.8)).factors())
        .isEqualTo(byName(1, 2, 2));
  }

  @Test
  void cumulativeFactorsMultiplyAndStayWhenNothingChanges() {
    MilesScheduler scheduler = scheduler(MilesFixture.cumulative(), TWO);

    MilesDecision one = scheduler.decide(scheduler.initialState(), heads(0.8, 0.7, 0.3));
    MilesDecision two = scheduler.decide(one.state(), heads(0.8, 0.7, 0.3));
    MilesDecision three = scheduler.decide(two.state(), heads(0.8, 0.7, 0.7));
    MilesDecision four = scheduler.decide(three.state(), heads(0.8, 0.3, 0.7));

    assertThat(two.factors()).isEqualTo(byName(0.25, 1));
    assertThat(three.factors()).isEqualTo(byName(0.25, 1));
    assertThat(three.changed()).isEmpty();
    assertThat(four.factors()).isEqualTo(byName(0.25, 0.5));
  }

  @Test
  void aReductionOfOneChangesNoRate() {
    Miles config =
        new Miles(
            0.2,
            1,
            HEADS.source(),
            HEADS.split(),
            0,
            HEADS.direction(),
            false,
            HEADS.reference(),
            HEADS.useful());

    assertThat(first(config, TWO, heads(0.8, 0.7, 0.3)).factors()).isEqualTo(byName(1, 1));
  }

  @ParameterizedTest
  @CsvSource({
    // direction, S,    factor_a, factor_b, reason: S_a 0.8, S_b 0.3, so u_b = (S − 0.8) / S
    "REDUCE,      0.82, 0.5,      1,        REDUCED", // u_b 0.024
    "REDUCE,      0.80, 1,        1,        NOT_USEFUL", // u_b 0
    "REDUCE,      0.81, 1,        1,        NOT_USEFUL", // u_b 0.012
    "BOOST,       0.82, 1,        2,        BOOSTED",
    "BOOST,       0.81, 1,        1,        NOT_USEFUL",
    "BOOST,       0.70, 1,        1,        NOT_USEFUL",
  })
  void aWeakerModalityThatAddsNothingIsNotHelped(
      Direction direction, double fused, double factorA, double factorB, Reason reason) {
    Miles config = MilesFixture.useful(direction, Reference.NONE, 0.02);

    MilesDecision decision = first(config, TWO, only(fused, 0.8, 0.3));

    assertThat(decision.reason()).isEqualTo(reason);
    assertThat(decision.factors()).isEqualTo(byName(factorA, factorB));
    assertThat(decision.changed().isEmpty()).isEqualTo(reason == Reason.NOT_USEFUL);
  }

  /** What counts is how much the score falls without it, whatever reference chose it. */
  @Test
  void usefulnessIsMeasuredWithoutTheReference() {
    Miles config = MilesFixture.useful(Direction.BOOST, Reference.HEADS, 0);
    ModalityScores useful = new ModalityScores(0.85, byName(0.9, 0.6), byName(0.8, 0.2), Map.of());
    ModalityScores useless = new ModalityScores(0.80, byName(0.9, 0.6), byName(0.8, 0.2), Map.of());

    assertThat(first(config, TWO, useful).factors()).isEqualTo(byName(1, 2));
    assertThat(first(config, TWO, useless).reason()).isEqualTo(Reason.NOT_USEFUL);
  }

  @Test
  void ofThreeModalitiesOnlyThoseThatAreUsefulAreBoosted() {
    // u = 0.75, 0.125, −0.125: b and c fall short of a by more than 0.2, c is better left out.
    MilesDecision decision =
        first(
            MilesFixture.useful(Direction.BOOST, Reference.NONE, 0),
            THREE,
            without(0.8, 0.2, 0.7, 0.9));

    assertThat(decision.factors()).isEqualTo(byName(1, 2, 1));
    assertThat(decision.changed()).containsExactly("b");
  }

  @Test
  void ofThreeModalitiesTheUselessIsNotWaitedFor() {
    // u = 0.75, 0.4, −0.1: a is ahead of b, which is useful, and b only of c, which is not.
    MilesDecision decision =
        first(
            MilesFixture.useful(Direction.REDUCE, Reference.NONE, 0),
            THREE,
            without(0.8, 0.2, 0.48, 0.88));

    assertThat(decision.factors()).isEqualTo(byName(0.5, 1, 1));
  }

  @Test
  void ofThreeModalitiesWithAReferenceUsefulnessNeedsTheScoreWithoutEach() {
    MilesScheduler scheduler =
        scheduler(MilesFixture.useful(Direction.BOOST, Reference.HEADS, 0), THREE);
    Map<String, Double> heads = byName(0.8, 0.8, 0.8);
    Map<String, Double> only = byName(0.8, 0.2, 0.2);
    MilesState start = scheduler.initialState();

    ModalityScores scores = new ModalityScores(0.9, heads, only, byName(0.2, 0.8, 0.95));
    assertThat(scheduler.decide(start, scores).factors()).isEqualTo(byName(1, 2, 1));
    ModalityScores undefined = new ModalityScores(0.9, heads, only, byName(0.2, 0.8, Double.NaN));
    assertThat(scheduler.decide(start, undefined).reason()).isEqualTo(Reason.UNDEFINED);
    ModalityScores missing = new ModalityScores(0.9, heads, only, Map.of());
    assertThatThrownBy(() -> scheduler.decide(start, missing))
        .hasMessageStartingWith("useful needs every score without/<modality>");
  }

  @Test
  void usefulnessBySourceHeadsIsTheHeads() {
    Miles heads =
        new Miles(
            0.2,
            0.5,
            Source.HEADS,
            HEADS.split(),
            0,
            Direction.BOOST,
            false,
            Reference.NONE,
            Optional.of(0.0));

    assertThat(first(heads, TWO, heads(0.8, 0.7, 0.3)).changed()).containsExactly("b");
    assertThat(first(heads, TWO, heads(0.7, 0.7, 0.3)).reason()).isEqualTo(Reason.NOT_USEFUL);
  }

  @Test
  void missingScoresAreNamed() {
    MilesScheduler scheduler = scheduler(HEADS, TWO);

    assertThatThrownBy(() -> scheduler.decide(scheduler.initialState(), only(0.8, 0.7, 0.3)))
        .hasMessage("MILES needs every score head/<modality>, of [a, b]; got those of []");
    assertThatThrownBy(() -> first(MASKED, THREE, only(0.8, 0.7, 0.3, 0.2)))
        .hasMessageContaining("without/<modality>");
  }

  @Test
  void aStateOfOtherModalitiesIsRefused() {
    MilesScheduler scheduler = scheduler(HEADS, TWO);

    assertThatThrownBy(() -> scheduler.decide(MilesState.initial(THREE), heads(0.8, 0.7, 0.3)))
        .hasMessage("the state needs every factor, of [a, b]; got those of [a, b, c]");
  }

  @Test
  void oneModalityHasNothingToBalance() {
    assertThatThrownBy(() -> scheduler(HEADS, List.of("a")))
        .hasMessage("MILES needs two modalities or more, got [a]");
  }

  @Test
  void theFirstEpochIsTrainedAtTheBaseRate() {
    assertThat(scheduler(HEADS, TWO).initialState().factors()).isEqualTo(byName(1, 1));
  }

  private static MilesScheduler scheduler(Miles config, List<String> modalities) {
    return new MilesScheduler(config, modalities, Map.of());
  }

  private static MilesDecision first(Miles config, List<String> modalities, ModalityScores scores) {
    MilesScheduler scheduler = scheduler(config, modalities);
    return scheduler.decide(scheduler.initialState(), scores);
  }
}
