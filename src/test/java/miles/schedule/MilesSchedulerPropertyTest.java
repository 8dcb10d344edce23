package miles.schedule;

import static miles.schedule.MilesFixture.HEADS;
import static miles.schedule.MilesFixture.MASKED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import miles.config.BalanceConfig.Miles;
import miles.config.BalanceConfig.Source;
import miles.evaluate.ModalityScores;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Facts that hold for any scores; scores are shares of 40 samples, so that ties are common. */
class MilesSchedulerPropertyTest {

  private static final double THRESHOLD = 0.2;
  private static final double REDUCTION = 0.5;
  private static final double ROUNDING = 1e-9;

  @Property
  void twoModalitiesFollowThePapersTwoLines(
      @ForAll("score") double fused, @ForAll("score") double a, @ForAll("score") double b) {
    double rateA = (fused - b) / fused;
    double rateB = (fused - a) / fused;
    boolean unchanged =
        fused == 0 || Math.abs(rateA - rateB) <= THRESHOLD + ROUNDING || (rateA < 0 && rateB < 0);
    Map<String, Double> expected =
        MilesFixture.byName(
            !unchanged && rateA > rateB ? REDUCTION : 1,
            !unchanged && rateB > rateA ? REDUCTION : 1);

    assertThat(factors(HEADS, MilesFixture.heads(fused, a, b))).isEqualTo(expected);
    assertThat(factors(MASKED, MilesFixture.only(fused, a, b))).isEqualTo(expected);
    assertThat(factors(MASKED, MilesFixture.without(fused, b, a))).isEqualTo(expected);
  }

  @Property
  void headsAreReducedIfTheyExceedTheSmallestScoreByMoreThanTheThreshold(
      @ForAll("score") double fused, @ForAll("scores") List<Double> heads) {
    double smallest = Collections.min(heads);
    boolean unchanged = fused == 0 || fused < smallest;

    Map<String, Double> factors = factors(HEADS, heads(fused, heads));

    for (int m = 0; m < heads.size(); m++) {
      boolean exceeds = heads.get(m) - smallest > (THRESHOLD + ROUNDING) * fused;
      assertThat(factors.get("m" + m)).isEqualTo(!unchanged && exceeds ? REDUCTION : 1);
    }
  }

  @Property
  void everyFactorIsOneOrTheReductionAndTheLeastUsedModalityKeepsItsRate(
      @ForAll("score") double fused, @ForAll("scores") List<Double> without) {
    MilesDecision decision = decide(MASKED, masked(fused, without));

    assertThat(decision.factors().values()).isSubsetOf(1.0, REDUCTION);
    assertThat(decision.factors()).containsValue(1.0);
    assertThat(decision.changed().isEmpty())
        .isEqualTo(decision.reason() != MilesDecision.Reason.REDUCED);
  }

  @Property
  void permutingTheModalitiesPermutesTheFactors(
      @ForAll("score") double fused, @ForAll("scores") List<Double> scores, @ForAll long seed) {
    for (Miles config : List.of(HEADS, MASKED, MilesFixture.boost(Source.HEADS))) {
      ModalityScores straight = scores(config, fused, named(scores));
      List<Map.Entry<String, Double>> entries = new ArrayList<>(named(scores).entrySet());
      Collections.shuffle(entries, new Random(seed));
      Map<String, Double> shuffled = new LinkedHashMap<>();
      entries.forEach(entry -> shuffled.put(entry.getKey(), entry.getValue()));

      Map<String, Double> factors = factors(config, scores(config, fused, shuffled));

      assertThat(factors).isEqualTo(factors(config, straight));
      assertThat(factors.keySet()).containsExactlyElementsOf(shuffled.keySet());
    }
  }

  @Property
  void anotherUnitOfTheScoreChangesNothing(
      @ForAll("score") double fused, @ForAll("scores") List<Double> scores) {
    // A power of two, so that no rounding is added.
    List<Double> scaled = scores.stream().map(score -> score * 0.25).toList();

    assertThat(factors(HEADS, heads(fused * 0.25, scaled)))
        .isEqualTo(factors(HEADS, heads(fused, scores)));
    assertThat(factors(MASKED, masked(fused * 0.25, scaled)))
        .isEqualTo(factors(MASKED, masked(fused, scores)));
  }

  @Property
  void aHeadBetweenTheWeakestAndTheStrongestChangesNothingForTheOthers(
      @ForAll("score") double fused, @ForAll("scores") List<Double> heads) {
    List<Double> more = new ArrayList<>(heads);
    more.add((Collections.min(heads) + Collections.max(heads)) / 2);

    Map<String, Double> factors = new LinkedHashMap<>(factors(HEADS, heads(fused, more)));
    factors.remove("m" + heads.size());

    assertThat(factors).isEqualTo(factors(HEADS, heads(fused, heads)));
  }

  @Property
  void aScoreThatIsNotANumberChangesNothing(
      @ForAll("score") double fused, @ForAll("scores") List<Double> scores, @ForAll long seed) {
    List<Double> broken = new ArrayList<>(scores);
    broken.set(new Random(seed).nextInt(broken.size()), Double.NaN);

    assertThat(factors(HEADS, heads(fused, broken)).values()).containsOnly(1.0);
    assertThat(factors(MASKED, masked(fused, broken)).values()).containsOnly(1.0);
    assertThat(factors(HEADS, heads(Double.NaN, scores)).values()).containsOnly(1.0);
  }

  @Property
  void equalScoresChangeNothing(@ForAll("score") double fused, @ForAll("score") double score) {
    List<Double> equal = List.of(score, score, score);

    assertThat(factors(HEADS, heads(fused, equal)).values()).containsOnly(1.0);
    assertThat(factors(MASKED, masked(fused, equal)).values()).containsOnly(1.0);
  }

  @Provide
  static Arbitrary<Double> score() {
    return Arbitraries.integers().between(0, 40).map(right -> right / 40.0);
  }

  @Provide
  static Arbitrary<List<Double>> scores() {
    return score().list().ofMinSize(3).ofMaxSize(6);
  }

  private static ModalityScores heads(double fused, List<Double> scores) {
    return new ModalityScores(fused, named(scores), Map.of(), Map.of());
  }

  private static ModalityScores masked(double fused, List<Double> scores) {
    return new ModalityScores(fused, Map.of(), Map.of(), named(scores));
  }

  private static ModalityScores scores(Miles config, double fused, Map<String, Double> scores) {
    return config.source() == Source.MASKED
        ? new ModalityScores(fused, Map.of(), Map.of(), scores)
        : new ModalityScores(fused, scores, Map.of(), Map.of());
  }

  private static Map<String, Double> named(List<Double> scores) {
    Map<String, Double> named = new LinkedHashMap<>();
    for (Double score : scores) {
      named.put("m" + named.size(), score);
    }
    return named;
  }

  private static Map<String, Double> factors(Miles config, ModalityScores scores) {
    return decide(config, scores).factors();
  }

  private static MilesDecision decide(Miles config, ModalityScores scores) {
    Map<String, Double> measured = scores.heads().isEmpty() ? scores.without() : scores.heads();
    MilesScheduler scheduler = new MilesScheduler(config, List.copyOf(measured.keySet()), Map.of());
    return scheduler.decide(scheduler.initialState(), scores);
  }
}
