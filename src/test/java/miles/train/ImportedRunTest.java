package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import miles.balance.BalancingMethod;
import miles.balance.BalancingMethods;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.LoadedData;
import miles.data.Preprocessing;
import miles.data.Shuffle;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.GraphVariable;
import miles.graph.FusionGraph.Purpose;
import miles.interop.ImportedEncoders;
import miles.interop.SavedModelException;
import miles.interop.SmallModel;
import miles.interop.Trust;
import miles.train.RunFolder.Existing;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** Runs whose encoder comes out of a SavedModel. */
class ImportedRunTest {

  private static final String ENCODER = "encoder/a";

  @TempDir Path folder;
  private Path model = Path.of("");
  private Path run = Path.of("");

  @BeforeEach
  void makeDataAndModel() throws IOException {
    SyntheticData.complementary(folder, 2, 96, 0.1);
    model = SmallModel.write(folder.resolve("small"), 1);
    run = folder.resolve("run");
  }

  private RunConfig config(boolean trainable, int epochs) {
    return config(trainable, epochs, Method.MILES);
  }

  private RunConfig config(boolean trainable, int epochs, Method method) {
    return TestRuns.config(
        folder,
        2,
        "balance.method=" + method.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        "balance.mses.patience=0",
        "balance.g_blend={mode: offline, super_epoch: 1}",
        "balance.greedy={warmup_epochs: 1, threshold: 0, steps: 2}",
        "training.epochs=" + epochs,
        "modalities.a.encoder={kind: saved-model, folder: %s, output: hidden/Relu, trainable: %s}"
            .formatted(model, trainable));
  }

  /** The encoder's variables in an epoch's checkpoint; those of the SavedModel for epoch 0. */
  private Map<String, List<Float>> variables(RunConfig config, int epoch) throws IOException {
    ImportedEncoders imported =
        epoch == 0
            ? ImportedEncoders.load(config, Trust.CHECKED)
            : ImportedEncoders.read(config, new RunLayout(run).encoders());
    Preprocessing data = TestRuns.load(config).preprocessing();
    Purpose purpose = epoch == 0 ? Purpose.TRAINING : Purpose.INFERENCE;
    Map<String, List<Float>> values = new LinkedHashMap<>();
    try (FusionGraph graph =
            FusionGraph.build(config, data.features(), data.outputs(), purpose, imported);
        Session session = Sessions.open(graph.graph(), 2)) {
      graph.initialize(session);
      if (epoch > 0) {
        Path checkpoint = new Checkpoints(new RunLayout(run).checkpoints()).of(epoch);
        Checkpoint.read(checkpoint).restore(session);
      }
      for (GraphVariable variable : graph.variables()) {
        if (variable.name().startsWith(ENCODER + "/variables/")) {
          try (Result result = session.runner().fetch(variable.variable()).run()) {
            TFloat32 tensor = (TFloat32) result.get(0);
            float[] array = new float[(int) tensor.size()];
            tensor.asRawTensor().data().asFloats().read(array);
            values.put(
                variable.name(), IntStream.range(0, array.length).mapToObj(i -> array[i]).toList());
          }
        }
      }
    }
    return values;
  }

  @Test
  void frozenEncoderIsBitIdenticalAfterTrainingAndTheRestLearns() throws IOException {
    RunConfig config = config(false, 3);
    TestRuns.train(config, run);

    assertThat(variables(config, 3)).isEqualTo(variables(config, 0)).hasSize(3);
    List<Map<String, Double>> epochs = TestRuns.epochs(run);
    assertThat(epochs.get(2).get("train_loss")).isLessThan(epochs.get(0).get("train_loss"));
    assertThat(epochs.get(0)).containsKey("learning_rate/" + ENCODER);
  }

  @Tag("nightly")
  @ParameterizedTest
  @EnumSource(value = Method.class, mode = EnumSource.Mode.EXCLUDE, names = "GREEDY")
  void everyMethodTrainsTheRestBesideAFrozenEncoder(Method method) throws IOException {
    RunConfig config = config(false, 2, method);
    TestRuns.train(config, run);

    assertThat(variables(config, 2)).isEqualTo(variables(config, 0)).hasSize(3);
    assertThat(TestRuns.epochs(run))
        .hasSize(2)
        .allSatisfy(epoch -> assertThat(epoch.get("train_loss")).isFinite().isPositive());
  }

  @Test
  void trainableEncoderChangesButForItsMovingAverages() throws IOException {
    RunConfig config = config(true, 3);
    TestRuns.train(config, run);

    Map<String, List<Float>> before = variables(config, 0);
    Map<String, List<Float>> after = variables(config, 3);
    String average = ENCODER + "/variables/norm/moving_mean/value";
    assertThat(after.get(average)).isEqualTo(before.get(average));
    String kernel = ENCODER + "/variables/hidden/kernel/value";
    assertThat(after.get(kernel)).doesNotContainAnyElementsOf(before.get(kernel));
    List<Map<String, Double>> epochs = TestRuns.epochs(run);
    assertThat(epochs.get(2).get("train_loss")).isLessThan(epochs.get(0).get("train_loss"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void resumedRunOfADeletedSavedModelEndsLikeOneThatNeverStopped(boolean trainable)
      throws IOException {
    Path straight = folder.resolve("straight");
    TestRuns.train(config(trainable, 2), straight);
    TestRuns.train(config(trainable, 1), run);
    DurableFiles.deleteTree(model);
    TestRuns.train(config(trainable, 2), run, Existing.RESUME);

    assertThat(TestRuns.checkpoint(run, 2)).isEqualTo(TestRuns.checkpoint(straight, 2));
    assertThat(TestRuns.epochsWithoutSeconds(run))
        .isEqualTo(TestRuns.epochsWithoutSeconds(straight));
    RunConfig config = config(trainable, 2);
    try (TrainedRun one = TrainedRun.open(run);
        TrainedRun other = TrainedRun.open(straight)) {
      assertThat(one.score(TestRuns.load(config).test()).subsets())
          .isEqualTo(other.score(TestRuns.load(config).test()).subsets());
    }
  }

  /** The losses of some steps, and the evaluation after them. */
  private static List<Object> losses(RunConfig config, FrozenEmbeddings with) throws IOException {
    BalancingMethod balancing = BalancingMethods.of(config, Map::of);
    List<Object> all = new ArrayList<>();
    try (Learner learner = Learner.open(config, with.data(), with.imported(), balancing::step);
        Slot slot = new Slot(learner.graph(), with.data().train().batch(16))) {
      LearningRates rates =
          new LearningRates(config, step -> 1, learner.graph().groups(), balancing::rateFactor);
      learner.weigh(balancing.lossWeights());
      for (int step = 0; step < 5; step++) {
        int[] rows = Shuffle.order(3, step, with.data().train().size());
        slot.read(with.data().train(), rows, 0, 16);
        all.add(learner.step(slot, step, rates.at(step)));
      }
      Map<String, float[]> after =
          learner.evaluate(with.data().validation()).probabilities().byName();
      after.forEach((name, values) -> all.add(name + Arrays.toString(values)));
    }
    return all;
  }

  @Test
  void embeddingsComputedOnceGiveTheBitsThatTheEncoderGivesInEveryStep() throws IOException {
    RunConfig config = config(false, 1);
    LoadedData data = TestRuns.load(config);
    ImportedEncoders imported = ImportedEncoders.load(config, Trust.CHECKED);
    Path cache = folder.resolve("cache");
    List<Object> every = losses(config, new FrozenEmbeddings(data, imported));

    for (Optional<Path> kept : List.of(Optional.<Path>empty(), Optional.of(cache))) {
      FrozenEmbeddings once = FrozenEmbeddings.of(config, data, imported, Optional.empty(), kept);
      assertThat(once.data().train().features().get(0).shape()).containsExactly(5);
      assertThat(losses(config, once)).isEqualTo(every);
    }
    Path file = DurableFiles.list(cache).get(0);
    byte[] bytes = Files.readAllBytes(file);
    assertThat(bytes).hasSize((96 + 48 + 48) * 5 * Float.BYTES + Long.BYTES);
    byte[] damaged = bytes.clone();
    damaged[100] ^= 1;
    Files.write(file, damaged);
    FrozenEmbeddings again =
        FrozenEmbeddings.of(config, data, imported, Optional.empty(), Optional.of(cache));
    assertThat(losses(config, again)).isEqualTo(every);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(DurableFiles.list(cache)).containsExactly(file);
  }

  /**
   * With other samples beside it, absent ones too, a sample has the embedding that it has alone.
   */
  @Test
  void embeddingsComputedOnceAreThoseOfTheirSamples() throws IOException {
    List<Dataset> alone = new ArrayList<>();
    for (int size : new int[] {1, 16}) {
      RunConfig config =
          TestRuns.config(
              folder,
              2,
              "training.evaluation_batch_size=" + size,
              "modalities.b.encoder={kind: saved-model, folder: %s, output: hidden/Relu}"
                  .formatted(model));
      LoadedData data = TestRuns.load(config);
      ImportedEncoders imported = ImportedEncoders.load(config, Trust.CHECKED);
      alone.add(
          FrozenEmbeddings.of(config, data, imported, Optional.empty(), Optional.empty())
              .data()
              .train());
    }
    int rows = alone.get(0).size();
    int[] order = IntStream.range(0, rows).toArray();
    Batch one = alone.get(0).batch(rows);
    Batch many = alone.get(1).batch(rows);
    alone.get(0).read(order, 0, rows, one);
    alone.get(1).read(order, 0, rows, many);
    assertThat(one.presence(1)).isEqualTo(many.presence(1)).contains(0, 1);
    assertThat(many.floats(1)).hasSize(5 * rows);
    for (int i = 0; i < 5 * rows; i++) {
      if (one.presence(1)[i / 5] == 1) {
        assertThat(many.floats(1)[i]).as("value %d", i).isCloseTo(one.floats(1)[i], within(1e-6f));
      }
    }
  }

  @Test
  void savedModelThatChangedSinceIsRefused() throws IOException {
    TestRuns.train(config(false, 1), run);
    DurableFiles.deleteTree(model);
    SmallModel.write(model, 2);

    assertThatThrownBy(() -> TestRuns.train(config(false, 2), run, Existing.RESUME))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining(
            "was trained with another content of the SavedModel %s".formatted(model));
    Path moved = Files.move(model, folder.resolve("elsewhere"));
    assertThat(TestRuns.train(config(false, 2), run, Existing.RESUME).epochs()).isEqualTo(2);
    assertThat(moved).isDirectory();
  }

  @Test
  void runWithoutItsEncoderIsRefused() throws IOException {
    TestRuns.train(config(false, 1), run);
    Path encoder = new RunLayout(run).encoders().resolve("a.pb");
    byte[] bytes = Files.readAllBytes(encoder);
    Files.write(encoder, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> TrainedRun.open(run).close())
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("a.pb holds no imported encoder");
    Files.delete(encoder);
    assertThatThrownBy(() -> TrainedRun.open(run).close())
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("a.pb is missing");
  }

  @Test
  void runThatLostItsCheckpointsDoesNotStartFromNothing() throws IOException {
    TestRuns.train(config(false, 1), run);
    DurableFiles.deleteTree(model);
    Path values = run.resolve("checkpoints/epoch-0001/variables.data-00000-of-00001");
    Files.write(values, new byte[] {1});

    assertThatThrownBy(() -> TestRuns.train(config(false, 2), run, Existing.RESUME))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("No undamaged checkpoint is left that holds the encoder of a");
  }
}
