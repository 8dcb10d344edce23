package miles.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Numbers that are hard to train on. A training that ends has finite numbers; one that cannot end
 * says where they were lost, and none of them is in a checkpoint.
 */
class NumbersTest {

  /** What cannot be measured where modality c is absent in every row of the validation split. */
  private static final Set<String> UNMEASURED =
      Set.of(
          "score/head/c",
          "validation_loss/head/c",
          "utilization/heads/a",
          "utilization/heads/b",
          "utilization/heads/c");

  @TempDir Path folder;

  /** 33 samples of which c is there once, in batches of 16: the last has one sample. */
  @ParameterizedTest
  @EnumSource(Method.class)
  void everyMethodTrainsWithAConstantModalityAndOneThatIsNearlyAlwaysAbsent(Method method)
      throws IOException {
    write(33, row -> row % 2, row -> "%s,2.5,%s".formatted(signal(row), row == 0 ? "1.5" : ""));
    train(config(3, "balance.method=" + name(method), "training.epochs=2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"concat", "sum", "gated", "film", "low-rank", "attention"})
  void everyFusionTrainsWithAConstantModalityAndOneThatIsNearlyAlwaysAbsent(String fusion)
      throws IOException {
    write(33, row -> row % 2, row -> "%s,2.5,%s".formatted(signal(row), row == 0 ? "1.5" : ""));
    train(config(3, "fusion.kind=" + fusion, "balance.method=miles", "training.epochs=2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"miles", "pmr"})
  void oneSampleInAThousandIsOfTheOtherClass(String method) throws IOException {
    write(
        1001, row -> row % 1001 == 500 ? 1 : 0, row -> "%s,%s".formatted(signal(row), noise(row)));
    train(config(2, "balance.method=" + method, "task.score=macro-f1", "training.epochs=2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "layer", "none"})
  void aBatchOfOneSampleLeavesFiniteStatistics(String normalization) throws IOException {
    write(17, row -> row % 2, row -> "%s,%s".formatted(signal(row), noise(row)));
    String key = "modalities.%s.encoder.normalization=" + normalization;
    RunConfig config = config(2, key.formatted("a"), key.formatted("b"), "training.batch_size=1");
    train(config);
  }

  @Test
  void aBatchThatIsLargerThanTheDataIsTheData() throws IOException {
    write(24, row -> row % 2, row -> "%s,%s".formatted(signal(row), noise(row)));
    TestRuns.train(config(2, "training.batch_size=100000"), folder.resolve("larger"));
    TestRuns.train(config(2, "training.batch_size=24"), folder.resolve("equal"));

    assertThat(TestRuns.epochsWithoutSeconds(folder.resolve("larger")))
        .isEqualTo(TestRuns.epochsWithoutSeconds(folder.resolve("equal")));
    assertThat(TestRuns.checkpoint(folder.resolve("larger"), 4))
        .containsEntry(
            "variables.data-00000-of-00001",
            TestRuns.checkpoint(folder.resolve("equal"), 4).get("variables.data-00000-of-00001"));
  }

  /** Some of these rates are survived; what is kept is finite in any case. */
  @ParameterizedTest
  @CsvSource({
    "gradient-descent, 1e20",
    "momentum, 1e6",
    "adam, 1e6",
    "adamw, 1e6",
  })
  void aRateThatIsFarTooHighLeavesNothingThatIsNotFinite(String optimizer, String rate)
      throws IOException {
    write(33, row -> row % 2, row -> "%s,%s".formatted(signal(row), noise(row)));
    RunConfig config =
        config(2, "optimizer={kind: %s, learning_rate: %s}".formatted(optimizer, rate));
    try {
      assertThat(TestRuns.train(config, run()).checkpoint()).isDirectory();
    } catch (DivergedException e) {
      assertThat(e).hasMessageContaining("learning_rate");
    }
    assertKeptIsFinite();
  }

  /**
   * The normalisation divides by the square root of infinity: every loss is finite all the same.
   */
  @Test
  void aVarianceThatIsInfiniteIsSeenThoughNoLossShowsIt() throws IOException {
    write(33, row -> row % 2, row -> "%s,%s".formatted(signal(row), noise(row)));
    RunConfig config = config(2, "balance.method=uniform", "training.encoder_rates={a: 1.0e20}");

    assertThatThrownBy(() -> TestRuns.train(config, run()))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("not finite in encoder/a/hidden2/variance at step 3. Last good");
    assertThat(run().resolve("checkpoints")).doesNotExist();
  }

  private RunConfig config(int modalities, String... overrides) {
    return TestRuns.config(folder, modalities, overrides);
  }

  private void train(RunConfig config) throws IOException {
    RunResult result = TestRuns.train(config, run());
    assertThat(result.end()).isIn(RunResult.End.COMPLETE, RunResult.End.NOTHING_LEFT_TO_BALANCE);
    assertThat(result.checkpoint()).isDirectory();
    assertThat(TestRuns.epochs(run())).hasSize(result.epochs());
    assertKeptIsFinite();
  }

  private void assertKeptIsFinite() throws IOException {
    if (Files.exists(run().resolve("epochs.csv"))) {
      for (Map<String, Double> epoch : TestRuns.epochs(run())) {
        epoch.forEach(
            (column, value) ->
                assertThat(UNMEASURED.contains(column) ? 0 : value).as(column).isFinite());
      }
    }
    if (Files.exists(run().resolve("checkpoints"))) {
      for (Path checkpoint : DurableFiles.list(run().resolve("checkpoints"))) {
        if (Files.isDirectory(checkpoint)) {
          assertFinite(checkpoint.resolve("variables.data-00000-of-00001"));
        }
      }
    }
  }

  /** A variables' file is nothing but their values; all of ours have 32 bits. */
  private static void assertFinite(Path variables) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(variables));
    FloatBuffer values = bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    assertThat(values.remaining()).isPositive();
    while (values.hasRemaining()) {
      assertThat(values.get()).isFinite();
    }
  }

  private Path run() {
    return folder.resolve("run");
  }

  private static String name(Method method) {
    return method.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A number that shows whether the row is even. */
  private static String signal(int row) {
    return number(2 * (row % 2) - 1 + 0.3 * new Random(row).nextGaussian());
  }

  private static String noise(int row) {
    return number(new Random(~row).nextGaussian());
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /** Writes a manifest with as many rows in the training split as in the other two. */
  private void write(int rows, IntUnaryOperator label, IntFunction<String> cells)
      throws IOException {
    StringBuilder csv = new StringBuilder("id,split,label");
    for (int m = 0; m < cells.apply(0).split(",", -1).length; m++) {
      csv.append(",%s.x".formatted(SyntheticData.name(m)));
    }
    String[] splits = {"train", "validation", "test"};
    for (int row = 0; row < 3 * rows; row++) {
      csv.append(
          "\nr%d,%s,c%d,%s"
              .formatted(row, splits[row / rows], label.applyAsInt(row), cells.apply(row)));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv.append('\n'));
  }
}
