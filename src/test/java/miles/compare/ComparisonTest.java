package miles.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import miles.compare.ComparisonListener.Work;
import miles.config.BalanceConfig.Method;
import miles.interop.SmallModel;
import miles.interop.Trust;
import miles.train.DurableFiles;
import miles.train.RunFolderException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a comparison makes of small runs. */
@Tag("slow")
class ComparisonTest extends SmallComparisons {

  @Test
  void everyRunHasItsRowAndTheSummaryIsMadeOfThem() throws IOException {
    Recorder recorder = new Recorder();
    Summary summary =
        new Comparison(with("out", "uniform,miles,unimodal", 2), SmallComparisons::load, recorder)
            .run();

    assertThat(recorder.finished)
        .as("seed by seed")
        .containsExactly(
            "uniform-seed1",
            "miles-seed1",
            "unimodal-seed1",
            "uniform-seed2",
            "miles-seed2",
            "unimodal-seed2");
    List<CSVRecord> rows = rows("out/compare.csv");
    assertThat(rows).hasSize(6);
    assertThat(rows)
        .extracting(row -> row.get("method") + row.get("seed"))
        .containsExactly("uniform1", "uniform2", "miles1", "miles2", "unimodal1", "unimodal2");
    for (CSVRecord row : rows) {
      assertThat(row.get("epochs")).isEqualTo("4");
      assertThat(row.get("end")).isEqualTo("complete");
      assertThat(folder.resolve("out").resolve(row.get("run"))).isDirectory();
      boolean fused = !row.get("method").equals("unimodal");
      assertThat(row.get("test/full").isEmpty()).isNotEqualTo(fused);
      assertThat(row.get("test/only/a").isEmpty()).isNotEqualTo(fused);
      assertThat(row.get("test/head/a").isEmpty()).isFalse();
      if (fused) {
        double a = Double.parseDouble(row.get("test/only/a"));
        double b = Double.parseDouble(row.get("test/only/b"));
        assertThat(Double.parseDouble(row.get("test/imbalance"))).isEqualTo(Math.abs(a - b));
      }
    }
    VariantSummary miles = summary.variants().get(1);
    double first = Double.parseDouble(rows.get(2).get("test/full"));
    double second = Double.parseDouble(rows.get(3).get("test/full"));
    assertThat(miles.measures().get("full").mean()).isCloseTo((first + second) / 2, within(1e-12));
    assertThat(miles.measures().get("full").deviation())
        .isCloseTo(Math.abs(first - second) / Math.sqrt(2), within(1e-12));
    assertThat(summary.differences())
        .extracting(each -> each.variant().label() + " " + each.baseline().label())
        .containsOnly("miles uniform", "unimodal uniform");
    assertThat(summary.differences())
        .filteredOn(each -> each.variant().method() == Method.UNIMODAL)
        .extracting(Difference::measure)
        .containsExactly("head/a", "head/b");
    JsonNode json = new ObjectMapper().readTree(folder.resolve("out/summary.json").toFile());
    assertThat(json.at("/variants/1/measures/full/mean").asDouble())
        .isEqualTo(miles.measures().get("full").mean());
    assertThat(json.at("/differences/0/marked").asBoolean()).isFalse();
  }

  @Test
  void aComparisonThatFailedGoesOnAndItsBitsDependOnNothingElse() throws IOException {
    ComparisonSettings straight = with("straight", "joint,miles", 1);
    compare(straight);
    int[] steps = {0};
    ComparisonListener failing =
        new ComparisonListener() {
          @Override
          public void advanced(long more) {
            steps[0] += (int) more;
            if (steps[0] > 26) {
              throw new IllegalStateException("pulled the plug");
            }
          }
        };
    ComparisonSettings stopped = with("stopped", "joint,miles", 1);
    assertThatThrownBy(() -> new Comparison(stopped, SmallComparisons::load, failing).run())
        .hasMessage("pulled the plug");
    assertThat(rows("stopped/compare.csv")).hasSize(1);
    Path finished = folder.resolve("stopped/runs/joint-seed1/score.json");
    FileTime scored = Files.getLastModifiedTime(finished);

    Recorder recorder = new Recorder();
    new Comparison(stopped, SmallComparisons::load, recorder).run();

    assertThat(recorder.works).containsExactly(new Work("comparing", 2, 1, 32, 16));
    assertThat(recorder.finished).containsExactly("miles-seed1");
    assertThat(recorder.steps).isEqualTo(16);
    assertThat(Files.getLastModifiedTime(finished)).isEqualTo(scored);
    assertThat(withoutTimes("stopped/compare.csv")).isEqualTo(withoutTimes("straight/compare.csv"));

    compare(
        new ComparisonSettings(
            straight.runFile(),
            List.of(),
            straight.methods(),
            1,
            List.of(),
            Optional.empty(),
            folder.resolve("beside"),
            2,
            Trust.CHECKED));
    assertThat(withoutTimes("beside/compare.csv"))
        .as("runs side by side have the bits of runs one by one")
        .isEqualTo(withoutTimes("straight/compare.csv"));
  }

  /** At a rate of almost nothing the validation loss is that of the initial values. */
  @Test
  void moreSeedsAreOnlyAddedAndASeedGivesEveryMethodTheSameInitialValues() throws IOException {
    String[] still = {"optimizer.learning_rate=1e-30", "training.epochs=1"};
    List<String> others = List.of("miles", "ogm-ge", "mses", "greedy", "pmr", "agm", "mmpareto");
    compare(with("out", "joint," + String.join(",", others), 1, still));
    Recorder recorder = new Recorder();
    new Comparison(with("out", "miles,joint", 2, still), SmallComparisons::load, recorder).run();

    assertThat(recorder.finished).containsExactly("miles-seed2", "joint-seed2");
    assertThat(rows("out/compare.csv")).hasSize(4);
    assertThat(others)
        .allSatisfy(
            method ->
                assertThat(fusionLoss(method + "-seed1")).isEqualTo(fusionLoss("joint-seed1")));
    assertThat(fusionLoss("joint-seed1")).isNotEqualTo(fusionLoss("joint-seed2"));
  }

  private String fusionLoss(String run) {
    return rows("out/runs/" + run + "/epochs.csv").get(0).get("validation_loss/fusion");
  }

  @Test
  void aFinishedRunOfAVersionThatDidNotKnowAKeyIsFinished() throws IOException {
    compare(with("out", "joint,miles", 1));
    Path older = folder.resolve("out/runs/joint-seed1/run.yaml");
    String text = Files.readString(older);
    assertThat(text).contains("  precision: float32\n");
    Files.writeString(older, text.replace("  precision: float32\n", ""));
    Path other = folder.resolve("out/runs/miles-seed1/run.yaml");
    Files.writeString(other, Files.readString(other).replace("float32", "bf16"));

    Recorder recorder = new Recorder();
    assertThatThrownBy(
            () ->
                new Comparison(with("out", "joint,miles", 1), SmallComparisons::load, recorder)
                    .run())
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("miles-seed1")
        .hasMessageContaining("training.precision");
    new Comparison(with("out", "joint", 1), SmallComparisons::load, recorder).run();
    assertThat(recorder.finished).isEmpty();
  }

  @Test
  void moreEpochsTrainTheFinishedRunsOn() throws IOException {
    compare(with("out", "joint", 1, "training.epochs=2"));
    compare(with("out", "joint", 1, "training.epochs=3"));
    compare(with("straight", "joint", 1, "training.epochs=3"));

    assertThat(withoutTimes("out/compare.csv")).isEqualTo(withoutTimes("straight/compare.csv"));
    assertThatThrownBy(() -> compare(with("out", "joint", 1, "optimizer.learning_rate=0.5")))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("optimizer.learning_rate (0.01 there, 0.5 here)");
  }

  @Test
  void tuningTakesTheBestTrialByValidationAndNeverLooksAtTheTestSplit() throws IOException {
    Summary summary = compare(tuned("out", "joint,miles", 2));

    List<CSVRecord> trials = rows("out/tuning.csv");
    assertThat(trials).hasSize(4);
    assertThat(trials.get(0).toMap().keySet()).noneMatch(column -> column.startsWith("test/"));
    assertThat(trials).extracting(row -> row.get("seed")).containsOnly("0");
    Map<String, CSVRecord> best =
        trials.stream()
            .collect(
                Collectors.toMap(
                    row -> row.get("method"),
                    row -> row,
                    (a, b) -> validation(b) > validation(a) ? b : a));
    for (CSVRecord row : rows("out/compare.csv")) {
      assertThat(row.get("parameters")).isEqualTo(best.get(row.get("method")).get("parameters"));
    }
    assertThat(summary.tuning()).contains(new Summary.Tuning(2, 0));
    assertThat(summary.differences()).isNotEmpty();
    try (Stream<Path> files = Files.walk(folder.resolve("out/tuning"))) {
      Set<String> scores =
          files
              .filter(file -> file.endsWith("score.json"))
              .map(file -> rowsOf(file).at("/test").toString())
              .collect(Collectors.toSet());
      assertThat(scores).containsExactly("{}");
    }
  }

  @Test
  void aRunThatDivergesIsARowAndCountsInNoMean() throws IOException {
    Summary summary =
        compare(with("out", "joint", 1, "optimizer={kind: gradient-descent, learning_rate: 1e30}"));

    assertThat(rows("out/compare.csv").get(0).get("end")).isEqualTo("diverged");
    assertThat(summary.variants().get(0).diverged()).isEqualTo(1);
    assertThat(summary.variants().get(0).measures().get("validation").count()).isZero();
    ComparisonSettings hopeless = tuned("tuned", "joint", 1);
    assertThatThrownBy(
            () ->
                compare(
                    new ComparisonSettings(
                        hopeless.runFile(),
                        List.of("optimizer={kind: gradient-descent, learning_rate: 1e30}"),
                        hopeless.methods(),
                        1,
                        List.of(),
                        Optional.of(1),
                        hopeless.out(),
                        1,
                        Trust.CHECKED)))
        .isInstanceOf(ComparisonException.class)
        .hasMessageStartingWith("Every trial of joint diverged.");
  }

  @Test
  void aRunThatItsMethodEndsSaysSo() throws IOException {
    compare(
        with(
            "out",
            "mses",
            1,
            "balance.mses={patience: 0, smoothing: 0}",
            "optimizer.learning_rate=0.5",
            "training.epochs=30"));

    CSVRecord row = rows("out/compare.csv").get(0);
    assertThat(row.get("end")).isEqualTo("nothing-left-to-balance");
    assertThat(Integer.parseInt(row.get("epochs"))).isLessThan(30);
  }

  @Test
  void aFinishedRunIsNotThatOfAnEncoderThatHasChangedSince() throws IOException {
    Path model = SmallModel.write(folder.resolve("small"), 1);
    String encoder =
        "modalities.a.encoder={kind: saved-model, folder: %s, output: hidden/Relu}"
            .formatted(model);
    compare(with("out", "uniform", 1, encoder));
    DurableFiles.deleteTree(model);
    assertThat(compare(with("out", "uniform", 1, encoder)).variants()).hasSize(1);

    SmallModel.write(model, 2);
    assertThatThrownBy(() -> compare(with("out", "uniform", 1, encoder)))
        .isInstanceOf(RunFolderException.class)
        .hasMessageContaining("was trained with another content of the SavedModel");
  }

  @Test
  void theUnimodalRunThatAReferenceNeedsIsTrainedBefore() throws IOException {
    compare(with("out", "miles", 1, "balance.miles.reference=unimodal", "unimodal.weight=0"));

    assertThat(folder.resolve("out/runs/miles-seed1-unimodal/epochs.csv")).exists();
    assertThat(rows("out/compare.csv")).hasSize(1);
  }

  private List<CSVRecord> rows(String file) {
    try (var reader = Files.newBufferedReader(folder.resolve(file))) {
      return CSVFormat.RFC4180
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .get()
          .parse(reader)
          .getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode rowsOf(Path file) {
    try {
      return new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double validation(CSVRecord row) {
    return Double.parseDouble(row.get("validation"));
  }

  /** Returns the rows without the columns that two equal comparisons may differ in. */
  private List<Map<String, String>> withoutTimes(String file) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (CSVRecord row : rows(file)) {
      Map<String, String> cells = row.toMap();
      cells.keySet().removeAll(Set.of("seconds", "seconds_per_step", "run"));
      rows.add(cells);
    }
    assertThat(rows).isNotEmpty();
    return rows;
  }

  /** Remembers what it heard. */
  private static final class Recorder implements ComparisonListener {

    private final List<Work> works = new ArrayList<>();
    private final List<String> finished = new ArrayList<>();
    private long steps;

    @Override
    public void started(Work work) {
      works.add(work);
    }

    @Override
    public void advanced(long more) {
      steps += more;
    }

    @Override
    public void finished(PlannedRun run, RunScore score) {
      finished.add(run.folder().getFileName().toString());
    }
  }
}
