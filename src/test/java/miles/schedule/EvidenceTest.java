package miles.schedule;

import static miles.schedule.MilesFixture.MASKED;
import static miles.schedule.MilesFixture.byName;
import static miles.schedule.MilesFixture.heads;
import static miles.schedule.MilesFixture.only;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import miles.config.BalanceConfig.Direction;
import miles.config.BalanceConfig.Miles;
import miles.config.BalanceConfig.Reference;
import miles.config.BalanceConfig.Source;
import miles.evaluate.ModalityScores;
import miles.schedule.MilesDecision.Reason;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is compared: smoothing and references, seen through the scheduler's decisions. */
class EvidenceTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<String> TWO = List.of("a", "b");

  @Test
  void smoothedScoresAreCompared() {
    MilesScheduler scheduler = new MilesScheduler(MilesFixture.smoothing(0.75), TWO, Map.of());

    MilesDecision one = scheduler.decide(scheduler.initialState(), heads(0.8, 0.4, 0.4));
    MilesDecision two = scheduler.decide(one.state(), heads(0.8, 0.8, 0.4));
    MilesDecision three = scheduler.decide(two.state(), heads(0.8, 0.8, 0.4));

    // S_a: 0.4, then 0.75 · 0.4 + 0.25 · 0.8 = 0.5, then 0.75 · 0.5 + 0.25 · 0.8 = 0.575.
    assertThat(two.state().smoothed().get("head/a")).isCloseTo(0.5, EXACT);
    assertThat(two.gap()).isCloseTo(0.125, EXACT);
    assertThat(two.reason()).isEqualTo(Reason.WITHIN_THRESHOLD);
    assertThat(three.state().smoothed().get("head/a")).isCloseTo(0.575, EXACT);
    assertThat(three.gap()).isCloseTo(0.175 / 0.8, EXACT);
    assertThat(three.factors()).isEqualTo(byName(0.5, 1));
  }

  @Test
  void anUndefinedScoreChangesNothingAndDoesNotSpoilTheSmoothing() {
    MilesScheduler scheduler = new MilesScheduler(MilesFixture.smoothing(0.5), TWO, Map.of());

    MilesDecision one = scheduler.decide(scheduler.initialState(), heads(0.8, 0.8, 0.2));
    MilesDecision two = scheduler.decide(one.state(), heads(0.8, Double.NaN, 0.2));
    MilesDecision three = scheduler.decide(two.state(), heads(0.8, 0.4, 0.2));

    assertThat(two.reason()).isEqualTo(Reason.UNDEFINED);
    assertThat(two.factors()).isEqualTo(byName(1, 1));
    assertThat(two.state().smoothed().get("head/a")).isEqualTo(0.8);
    assertThat(three.state().smoothed().get("head/a")).isCloseTo(0.6, EXACT);
    assertThat(three.factors()).isEqualTo(byName(0.5, 1));
  }

  @Test
  void unimodalReferenceComparesHowFarEachModalityIsTowardsItsOwnPotential() {
    // Raw, a dominates: δ = 0.3 / 0.75. Relative, a is at 0.6 / 0.9 and b at 0.3 / 0.3:
    // S_a = 0.6 / 0.9 · 0.6 = 0.4, S_b = 0.6, δ = 0.2 / 0.75, b is ahead.
    MilesDecision raw = first(MASKED, Map.of(), only(0.75, 0.6, 0.3));
    MilesDecision relative =
        first(MilesFixture.reference(Reference.UNIMODAL), byName(0.9, 0.3), only(0.75, 0.6, 0.3));

    assertThat(raw.factors()).isEqualTo(byName(0.5, 1));
    assertThat(relative.factors()).isEqualTo(byName(1, 0.5));
    assertThat(relative.gap()).isCloseTo(0.2 / 0.75, EXACT);
  }

  @Test
  void equalReferencesLeaveThePapersRule() {
    MilesDecision none = first(MASKED, Map.of(), only(0.75, 0.6, 0.3));
    MilesDecision equal =
        first(MilesFixture.reference(Reference.UNIMODAL), byName(0.5, 0.5), only(0.75, 0.6, 0.3));

    assertThat(equal.factors()).isEqualTo(none.factors());
    assertThat(equal.gap()).isCloseTo(none.gap(), EXACT);
  }

  @Test
  void headsReferenceIsTheBestScoreOfEveryHeadSoFar() {
    MilesScheduler scheduler =
        new MilesScheduler(MilesFixture.reference(Reference.HEADS), TWO, Map.of());

    MilesDecision one =
        scheduler.decide(scheduler.initialState(), scores(0.8, byName(0.9, 0.3), 0.6, 0.3));
    MilesDecision two = scheduler.decide(one.state(), scores(0.8, byName(0.6, 0.6), 0.6, 0.4));

    assertThat(one.state().bestHeads()).isEqualTo(byName(0.9, 0.3));
    assertThat(two.state().bestHeads()).isEqualTo(byName(0.9, 0.6));
    // Mean reference 0.75: S_a = 0.6 · 0.75 / 0.9 = 0.5, S_b = 0.4 · 0.75 / 0.6 = 0.5.
    assertThat(two.gap()).isCloseTo(0, EXACT);
  }

  @Test
  void aReferenceWithMoreModalitiesComparesEachAlone() {
    MilesScheduler scheduler =
        new MilesScheduler(
            MilesFixture.reference(Reference.UNIMODAL),
            List.of("a", "b", "c"),
            byName(0.9, 0.6, 0.3));

    // Mean 0.6: 0.45 · 0.6 / 0.9 = 0.3, 0.3 · 0.6 / 0.6 = 0.3, 0.3 · 0.6 / 0.3 = 0.6.
    MilesDecision decision = scheduler.decide(scheduler.initialState(), only(0.6, 0.45, 0.3, 0.3));

    assertThat(decision.factors()).isEqualTo(byName(1, 1, 0.5));
    assertThat(decision.gap()).isCloseTo(0.5, EXACT);
  }

  @Test
  void aReferenceThatIsNotPositiveOrNotKnownChangesNothing() {
    MilesDecision zero =
        first(MilesFixture.reference(Reference.UNIMODAL), byName(0.9, 0), only(0.75, 0.6, 0.3));
    MilesDecision unknown =
        first(
            MilesFixture.reference(Reference.HEADS),
            Map.of(),
            scores(0.8, byName(0.9, Double.NaN), 0.6, 0.3));

    assertThat(zero.reason()).isEqualTo(Reason.UNDEFINED);
    assertThat(zero.factors()).isEqualTo(byName(1, 1));
    assertThat(unknown.reason()).isEqualTo(Reason.UNDEFINED);
  }

  @Test
  void referencesThatAreMissingAreNamed() {
    assertThatThrownBy(
            () ->
                new MilesScheduler(
                    MilesFixture.reference(Reference.UNIMODAL), TWO, Map.of("a", 0.9)))
        .hasMessage(
            "reference unimodal needs the score of every unimodal run, of [a, b]; "
                + "got those of [a]");
    assertThatThrownBy(
            () -> first(MilesFixture.reference(Reference.HEADS), Map.of(), only(0.8, 0.6, 0.3)))
        .hasMessageStartingWith("reference heads needs every score head/<modality>");
  }

  @Test
  void aStateReadFromJsonDecidesTheSame() throws JsonProcessingException {
    Miles config = MilesFixture.miles(Source.MASKED, 0.5, Direction.REDUCE, true, Reference.HEADS);
    MilesScheduler scheduler = new MilesScheduler(config, TWO, Map.of());
    MilesState state =
        scheduler
            .decide(scheduler.initialState(), scores(0.9, byName(0.9, Double.NaN), 0.8, 0.1))
            .state();
    state = scheduler.decide(state, scores(1 / 3.0, byName(0.7, 0.6), 0.8, 0.1)).state();

    ObjectMapper json = new ObjectMapper();
    MilesState read = json.readValue(json.writeValueAsString(state), MilesState.class);

    assertThat(read).isEqualTo(state);
    ModalityScores next = scores(0.8, byName(0.8, 0.7), 0.7, 0.3);
    assertThat(scheduler.decide(read, next)).isEqualTo(scheduler.decide(state, next));
  }

  private static ModalityScores scores(
      double fused, Map<String, Double> heads, double onlyA, double onlyB) {
    return new ModalityScores(fused, heads, byName(onlyA, onlyB), Map.of());
  }

  private static MilesDecision first(
      Miles config, Map<String, Double> unimodal, ModalityScores scores) {
    MilesScheduler scheduler = new MilesScheduler(config, TWO, unimodal);
    return scheduler.decide(scheduler.initialState(), scores);
  }
}
