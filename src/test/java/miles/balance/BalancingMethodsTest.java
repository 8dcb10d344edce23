package miles.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import miles.config.BalanceConfig;
import miles.config.BalanceConfig.Split;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.evaluate.ModalityScores;
import org.junit.jupiter.api.Test;

class BalancingMethodsTest {

  private static final String RUN =
      """
      name: test
      task: {kind: classification}
      data: {manifest: manifest.csv}
      modalities:
        image: {kind: tabular, encoder: {kind: mlp, units: [4]}}
        audio: {kind: tabular, encoder: {kind: mlp, units: [4]}}
      fusion: {kind: concat}
      unimodal: {heads: true, weight: 0.25}
      optimizer: {kind: adam, learning_rate: 0.01}
      training: {epochs: 4}
      """;

  @Test
  void jointTrainsTheFusedLossAlone() {
    assertThat(method("balance.method=joint").lossWeights())
        .isEqualTo(Map.of("fusion", 1.0, "image", 0.0, "audio", 0.0));
  }

  @Test
  void jointNeedsNoHeads() {
    assertThat(method("balance.method=joint", "unimodal.heads=false").lossWeights())
        .isEqualTo(Map.of("fusion", 1.0));
  }

  @Test
  void uniformAddsEveryHeadByTheWeight() {
    assertThat(method("balance.method=uniform").lossWeights())
        .isEqualTo(Map.of("fusion", 1.0, "image", 0.25, "audio", 0.25));
  }

  @Test
  void unimodalTrainsTheHeadsAlone() {
    assertThat(method("balance.method=unimodal").lossWeights())
        .isEqualTo(Map.of("fusion", 0.0, "image", 1.0, "audio", 1.0));
  }

  @Test
  void milesWeighsLikeUniform() {
    assertThat(method("balance.method=miles").lossWeights())
        .isEqualTo(method("balance.method=uniform").lossWeights());
  }

  @Test
  void milesWithMaskedScoresNeedsNoHeads() {
    BalancingMethod miles =
        method("balance.method=miles", "balance.miles.source=masked", "unimodal.heads=false");
    assertThat(miles.lossWeights()).isEqualTo(Map.of("fusion", 1.0));
  }

  @Test
  void methodsWithFixedWeightsLeaveEveryRate() {
    for (String name : List.of("joint", "uniform", "unimodal")) {
      BalancingMethod method = method("balance.method=" + name);
      method.epochEnded(epoch(0.9, 0.9, 0.2));
      assertThat(method.rateFactor("encoder/image")).isEqualTo(1);
      assertThat(method.rateFactor("fusion")).isEqualTo(1);
      assertThat(method.state()).isEmpty();
    }
  }

  @Test
  void milesSlowsTheDominantEncoderAndNothingElse() {
    BalancingMethod miles = method("balance.method=miles");
    assertThat(miles.rateFactor("encoder/image")).isEqualTo(1);
    miles.epochEnded(epoch(0.9, 0.9, 0.2));
    assertThat(miles.rateFactor("encoder/image")).isEqualTo(0.5);
    assertThat(miles.rateFactor("encoder/audio")).isEqualTo(1);
    assertThat(miles.rateFactor("fusion")).isEqualTo(1);
    assertThat(miles.rateFactor("head/image")).isEqualTo(1);
    miles.epochEnded(epoch(0.9, 0.8, 0.8));
    assertThat(miles.rateFactor("encoder/image")).isEqualTo(1);
  }

  @Test
  void milesPlusIsMilesWithTheParametersThatTheDocumentationGives() {
    String[] written = {
      "balance.method=miles",
      "balance.miles={source: masked, direction: boost, reference: heads, threshold: 0.2, reduction: 0.25, useful: 0}"
    };
    BalancingMethod miles = method(written);
    BalancingMethod plus = method("balance.method=miles-plus", "balance.miles.threshold=0.9");
    assertThat(config(written).balance().miles()).isEqualTo(BalanceConfig.Miles.PLUS);
    for (EpochScores scores :
        List.of(epoch(0.9, 0.85, 0.2), epoch(0.95, 0.9, 0.2), epoch(0.95, 0.9, 0.1))) {
      assertThat(plus.rateFactor("encoder/audio")).isEqualTo(1);
      miles.epochEnded(scores);
      plus.epochEnded(scores);
      assertThat(plus.state()).isEqualTo(miles.state());
      assertThat(plus.rateFactor("encoder/image")).isEqualTo(1);
    }
    // Neither was behind its own head, until sound fell to half of what it had reached.
    assertThat(plus.rateFactor("encoder/audio")).isEqualTo(4);
    assertThat(plus.lossWeights()).isEqualTo(method("balance.method=uniform").lossWeights());
  }

  @Test
  void milesDecidesByTheSplitOfTheRunFile() {
    BalancingMethod miles = method("balance.method=miles", "balance.miles.split=train");
    assertThat(miles.scoredSplit()).isEqualTo(Split.TRAIN);
    miles.epochEnded(
        new EpochScores(scores(0.9, 0.9, 0.2), Optional.of(scores(0.9, 0.2, 0.9)), Map.of()));
    assertThat(miles.rateFactor("encoder/image")).isEqualTo(1);
    assertThat(miles.rateFactor("encoder/audio")).isEqualTo(0.5);
    EpochScores validationOnly = epoch(0.9, 0.9, 0.2);
    assertThatThrownBy(() -> miles.epochEnded(validationOnly))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("training split");
  }

  @Test
  void aRestoredMilesGoesOnAsIfNeverStopped() {
    String[] settings = {
      "balance.method=miles", "balance.miles.smoothing=0.7", "balance.miles.cumulative=true"
    };
    BalancingMethod straight = method(settings);
    straight.epochEnded(epoch(0.9, 0.9, 0.2));
    BalancingMethod resumed = method(settings);
    resumed.restore(straight.state());
    for (EpochScores scores : List.of(epoch(0.9, 0.85, 0.4), epoch(0.95, 0.7, 0.9))) {
      straight.epochEnded(scores);
      resumed.epochEnded(scores);
      assertThat(resumed.state()).isEqualTo(straight.state());
    }
    assertThat(resumed.rateFactor("encoder/image")).isEqualTo(0.125);
  }

  @Test
  void aStateOfAnotherMethodOrOtherModalitiesIsRefused() {
    BalancingMethod miles = method("balance.method=miles");
    assertThatThrownBy(() -> miles.restore(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not of MILES");
    Map<String, Object> others =
        Map.of("smoothed", Map.of(), "best_heads", Map.of(), "factors", Map.of("text", 1.0));
    assertThatThrownBy(() -> miles.restore(others))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text")
        .hasMessageContaining("image");
    BalancingMethod joint = method("balance.method=joint");
    Map<String, Object> state = miles.state();
    assertThatThrownBy(() -> joint.restore(state))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("keeps no state");
  }

  @Test
  void theUnimodalReferenceIsWhatAModalityIsMeasuredAgainst() {
    RunConfig config = config("balance.method=miles", "balance.miles.reference=unimodal");
    BalancingMethod miles = BalancingMethods.of(config, () -> Map.of("image", 0.9, "audio", 0.2));
    // Both modalities reach what they can reach alone, so neither is ahead.
    miles.epochEnded(epoch(0.9, 0.9, 0.2));
    assertThat(miles.rateFactor("encoder/image")).isEqualTo(1);
    miles.epochEnded(epoch(0.9, 0.45, 0.2));
    assertThat(miles.rateFactor("encoder/audio")).isEqualTo(0.5);
  }

  private static BalancingMethod method(String... overrides) {
    return BalancingMethods.of(
        config(overrides),
        () -> {
          throw new AssertionError("nobody needs the unimodal run");
        });
  }

  private static RunConfig config(String... overrides) {
    return RunFile.parse(RUN, "test.yaml", Path.of(""), List.of(overrides));
  }

  private static EpochScores epoch(double fused, double image, double audio) {
    return new EpochScores(scores(fused, image, audio), Optional.empty(), Map.of());
  }

  private static ModalityScores scores(double fused, double image, double audio) {
    Map<String, Double> unimodal = Map.of("image", image, "audio", audio);
    return new ModalityScores(fused, unimodal, unimodal, Map.of());
  }
}
