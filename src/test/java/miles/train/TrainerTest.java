package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import miles.config.BalanceConfig;
import miles.config.InvalidValueException;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.evaluate.ModalityScores;
import miles.schedule.MilesScheduler;
import miles.schedule.MilesState;
import miles.schedule.Schedule;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"joint", "uniform", "miles"})
  void fusionLearnsWhatNoModalityKnowsAlone(String method) throws IOException {
    SyntheticData.complementary(folder, 2, 320, 0);
    RunConfig config = TestRuns.config(folder, 2, "balance.method=" + method, "training.epochs=8");

    Map<String, Double> best = TestRuns.train(config, run()).best().scores();

    assertThat(best.get("full")).isGreaterThan(0.9);
    assertThat(best.get("only/a")).isLessThan(0.6);
    assertThat(best.get("only/b")).isLessThan(0.6);
  }

  /** TensorFlow computes some initial values while the graph is built: not even then it asks. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "fusion={kind: concat, units: %s}",
        "modalities.a.encoder={kind: mlp, units: %s}",
        "modalities.a.encoder={kind: mlp, units: %s, normalization: batch}",
      })
  void aNetworkOfMoreThanTheMachineHoldsIsRefused(String setting) throws IOException {
    SyntheticData.complementary(folder, 2, 16, 0.1);
    String widest = Collections.nCopies(100, 65_536).toString();
    RunConfig config = TestRuns.config(folder, 2, setting.formatted(widest));

    assertThatThrownBy(() -> TestRuns.train(config, folder.resolve("run")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("fits into this machine");
    assertThat(folder.resolve("run/epochs.csv")).doesNotExist();
  }

  @Test
  void threeModalitiesLearnThoughSomeSamplesLackOne() throws IOException {
    SyntheticData.complementary(folder, 3, 480, 0.2);
    RunConfig config = TestRuns.config(folder, 3, "balance.method=miles", "training.epochs=8");

    Map<String, Double> best = TestRuns.train(config, run()).best().scores();

    assertThat(best)
        .containsKeys("full", "head/a", "head/b", "head/c", "only/a", "only/b", "only/c")
        .containsKeys("without/a", "without/b", "without/c");
    assertThat(best.get("full")).isGreaterThan(0.8);
    assertThat(best.get("without/a")).isBetween(0.3, 0.6);
    assertThat(best.get("only/a")).isLessThan(0.3);
  }

  @Test
  void unimodalTrainsEveryHeadAndLeavesTheFusionAlone() throws IOException {
    SyntheticData.complementary(folder, 2, 320, 0);
    RunConfig config = TestRuns.config(folder, 2, "balance.method=unimodal", "training.epochs=6");

    TestRuns.train(config, run());

    List<Map<String, Double>> epochs = TestRuns.epochs(run());
    assertThat(epochs.get(5).get("score/head/a")).isBetween(0.45, 0.6);
    assertThat(epochs.get(5).get("score/head/b")).isBetween(0.45, 0.6);
    assertThat(epochs.get(5).get("train_loss/fusion")).isGreaterThan(1.2);
    assertThat(epochs.get(5).get("train_loss/head/a")).isLessThan(0.9);
  }

  @Test
  void jointLeavesTheHeadsAlone() throws IOException {
    SyntheticData.complementary(folder, 2, 320, 0);
    RunConfig config = TestRuns.config(folder, 2, "balance.method=joint", "training.epochs=6");

    TestRuns.train(config, run());

    Map<String, Double> last = TestRuns.epochs(run()).get(5);
    assertThat(last.get("train_loss")).isCloseTo(last.get("train_loss/fusion"), within(1e-12));
    assertThat(last.get("train_loss/head/a")).isGreaterThan(last.get("train_loss"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"heads", "masked"})
  void milesSlowsTheModalityThatIsEasy(String source) throws IOException {
    SyntheticData.oneEasyOneHard(folder, 320);
    RunConfig config =
        TestRuns.config(folder, 2, "balance.method=miles", "balance.miles.source=" + source);

    TestRuns.train(config, run());

    Map<String, Double> last = TestRuns.epochs(run()).get(3);
    assertThat(last.get("learning_rate/encoder/a")).isCloseTo(0.005, within(1e-12));
    assertThat(last.get("learning_rate/encoder/b")).isEqualTo(0.01);
    assertThat(last.get("learning_rate/fusion")).isEqualTo(0.01);
    assertThat(last.get("learning_rate/head/a")).isEqualTo(0.01);
  }

  @ParameterizedTest
  @ValueSource(strings = {"validation", "train"})
  void ratesAreBaseTimesScheduleTimesTheFactorThatTheScoresBeforeAskFor(String split)
      throws IOException {
    SyntheticData.oneEasyOneHard(folder, 320);
    RunConfig config =
        TestRuns.config(
            folder,
            2,
            "balance.method=miles",
            "balance.miles.split=" + split,
            "training.epochs=5",
            "schedule={kind: cosine, warmup_epochs: 1.5, final_factor: 0.1}");

    TestRuns.train(config, run());

    List<Map<String, Double>> epochs = TestRuns.epochs(run());
    Schedule schedule = Schedule.of(config.schedule(), 20, 5);
    MilesScheduler scheduler =
        new MilesScheduler(config.balance().miles(), List.of("a", "b"), Map.of());
    MilesState state = scheduler.initialState();
    List<Double> factorsOfA = new ArrayList<>();
    for (Map<String, Double> epoch : epochs) {
      double base = 0.01 * schedule.factor(epoch.get("step").longValue() - 1);
      assertThat(epoch.get("learning_rate/fusion")).isEqualTo(base);
      assertThat(epoch.get("learning_rate/head/b")).isEqualTo(base);
      for (String modality : List.of("a", "b")) {
        assertThat(epoch.get("learning_rate/encoder/" + modality))
            .isEqualTo(base * state.factors().get(modality));
      }
      factorsOfA.add(state.factors().get("a"));
      state = scheduler.decide(state, scores(epoch, config)).state();
    }
    assertThat(factorsOfA).startsWith(1.0).endsWith(0.5);
  }

  private static ModalityScores scores(Map<String, Double> epoch, RunConfig config) {
    boolean train = config.balance().miles().split() == BalanceConfig.Split.TRAIN;
    String prefix = train ? "train_score/" : "score/";
    return new ModalityScores(
        epoch.get(prefix + "full"),
        Map.of("a", epoch.get(prefix + "head/a"), "b", epoch.get(prefix + "head/b")),
        Map.of("a", epoch.get(prefix + "only/a"), "b", epoch.get(prefix + "only/b")),
        Map.of());
  }

  @Test
  void theSameRunGivesTheSameBits() throws IOException {
    SyntheticData.complementary(folder, 2, 160, 0.1);
    RunConfig config = TestRuns.config(folder, 2, "balance.method=miles");
    TestRuns.train(config, folder.resolve("first"));
    TestRuns.train(config, folder.resolve("second"));
    assertThat(TestRuns.checkpoint(folder.resolve("first"), 4))
        .isEqualTo(TestRuns.checkpoint(folder.resolve("second"), 4));
    assertThat(TestRuns.epochsWithoutSeconds(folder.resolve("first")))
        .isEqualTo(TestRuns.epochsWithoutSeconds(folder.resolve("second")));
  }

  @Test
  void earlyStoppingEndsTheRunAndTheBestEpochIsKept() throws IOException {
    SyntheticData.complementary(folder, 2, 320, 0);
    RunConfig config =
        TestRuns.config(
            folder,
            2,
            "training.epochs=40",
            "training.checkpoints=1",
            "training.early_stopping={patience: 2, min_delta: 0.01}");

    RunResult result = TestRuns.train(config, run());

    assertThat(result.end()).isEqualTo(RunResult.End.EARLY_STOPPING);
    assertThat(result.epochs()).isLessThan(40);
    List<Double> scores =
        TestRuns.epochs(run()).stream().map(epoch -> epoch.get("score/full")).toList();
    assertThat(scores).hasSize(result.epochs());
    double best = scores.stream().mapToDouble(score -> score).max().orElseThrow();
    assertThat(result.best().score()).isEqualTo(best);
    assertThat(result.best().epoch()).isEqualTo(scores.indexOf(best) + 1);
    assertThat(result.checkpoint()).isDirectory();
    assertThat(new Checkpoints(run().resolve("checkpoints")).best().folder())
        .isEqualTo(result.checkpoint());
  }

  @Test
  void theLossMayChooseTheBestEpoch() throws IOException {
    SyntheticData.complementary(folder, 2, 160, 0);
    RunConfig config = TestRuns.config(folder, 2, "training.monitor=loss");

    RunResult result = TestRuns.train(config, run());

    double least =
        TestRuns.epochs(run()).stream()
            .mapToDouble(epoch -> epoch.get("validation_loss"))
            .min()
            .orElseThrow();
    assertThat(result.best().score()).isEqualTo(-least);
  }

  @Test
  void anInfiniteLossStopsTheRunAndNamesStepSamplesAndLastGoodCheckpoint() throws IOException {
    SyntheticData.complementary(folder, 2, 160, 0);
    RunConfig config =
        TestRuns.config(
            folder,
            2,
            "optimizer={kind: gradient-descent, learning_rate: 1.0e30}",
            "schedule={kind: constant, warmup_epochs: 0}");

    assertThatThrownBy(() -> TestRuns.train(config, run()))
        .isInstanceOfSatisfying(
            DivergedException.class,
            e -> {
              assertThat(e.step()).isBetween(2L, 4L);
              assertThat(e.ids()).hasSize(32).allMatch(id -> id.matches("r\\d+"));
              assertThat(e).hasMessageContaining("step " + e.step());
              assertThat(e).hasMessageContaining(e.ids().get(31));
              assertThat(e).hasMessageContaining("Last good checkpoint: none");
            });
    assertThat(run().resolve("checkpoints")).doesNotExist();
  }

  @Test
  void aRunThatDivergesLaterNamesTheCheckpointToGoBackTo() throws IOException {
    SyntheticData.oneEasyOneHard(folder, 320);
    // The first epoch is sound; then the weaker modality is sped up beyond all bounds.
    RunConfig config =
        TestRuns.config(
            folder,
            2,
            "balance.method=miles",
            "balance.miles.direction=boost",
            "balance.miles.reduction=1.0e-30");

    assertThatThrownBy(() -> TestRuns.train(config, run()))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("Last good checkpoint: " + run().resolve("checkpoints/epoch-0001"));
    assertThat(new Checkpoints(run().resolve("checkpoints")).best().state().epoch()).isEqualTo(1);
    assertThat(TestRuns.epochs(run())).hasSize(1);
  }

  @Test
  void theFolderSaysWhatWasTrained() throws IOException {
    SyntheticData.complementary(folder, 2, 160, 0);
    RunConfig config = TestRuns.config(folder, 2);

    TestRuns.train(config, run());

    assertThat(RunFile.read(run().resolve("run.yaml"), List.of())).isEqualTo(config);
    assertThat(run().resolve("preprocessing.json")).content().contains("\"c3\"");
    assertThat(run().resolve("environment.json"))
        .content()
        .contains(
            "\"data_hash\"", "\"seed\" : 5", "\"threads\" : 2", "\"tensorflow\" : \"2.18.0\"");
    assertThat(run().resolve("checkpoints/latest")).hasContent("epoch-0004");
    assertThat(run()).isDirectoryNotContaining(DurableFiles::isPartial);
  }

  @Test
  void listenersHearEveryStepAndEpoch() throws IOException {
    SyntheticData.complementary(folder, 2, 40, 0);
    List<String> heard = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void trainingStarted(TrainingPlan plan) {
            heard.add("start %d/%d".formatted(plan.epochsDone(), plan.stepsPerEpoch()));
          }

          @Override
          public void stepEnded(StepRecord step) {
            heard.add("step %d.%d=%d".formatted(step.epoch(), step.stepInEpoch(), step.step()));
          }

          @Override
          public void epochEnded(EpochRecord epoch) {
            boolean kept = Files.exists(run().resolve("checkpoints/epoch-000" + epoch.epoch()));
            heard.add("epoch %d %s".formatted(epoch.epoch(), kept ? "kept" : "lost"));
          }

          @Override
          public void trainingEnded(RunResult result) {
            heard.add("end " + result.end());
          }
        };

    TestRuns.train(
        TestRuns.config(folder, 2, "training.epochs=2"), run(), Existing.REFUSE, listener);

    assertThat(heard)
        .containsExactly(
            "start 0/3",
            "step 1.1=1",
            "step 1.2=2",
            "step 1.3=3",
            "epoch 1 kept",
            "step 2.1=4",
            "step 2.2=5",
            "step 2.3=6",
            "epoch 2 kept",
            "end COMPLETE");
  }

  private Path run() {
    return folder.resolve("run");
  }
}
