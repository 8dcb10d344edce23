package miles.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a run file to predictions, by the commands that a user types. */
@Tag("slow")
class CommandsTest {

  private static final String RUN =
      """
      name: test
      data: {manifest: manifest.csv}
      modalities:
        a: {kind: tabular, encoder: {kind: mlp, units: [16]}}
        b: {kind: tabular, encoder: {kind: mlp, units: [16]}}
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.02}
      balance: {method: miles}
      training: {epochs: 6, batch_size: 16, threads: 2}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void writeRunFileAndManifest() throws IOException {
    Files.writeString(folder.resolve("test.yaml"), RUN);
    StringBuilder csv = new StringBuilder("id,split,label,a.x,b.x\r\n");
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      int label = i % 4;
      csv.append(
          String.format(
              Locale.ROOT,
              "r%d,%s,c%d,%.3f,%s\r%n",
              i,
              i < 120 ? "train" : i < 150 ? "validation" : "test",
              label,
              (label & 1) + 0.1 * random.nextGaussian(),
              i % 10 == 9
                  ? ""
                  : String.format(Locale.ROOT, "%.3f", (label & 2) + 0.1 * random.nextGaussian())));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
  }

  @Test
  void trainEvaluateAndPredictAgree() throws IOException {
    RecordedConsole train = run("train", "test.yaml", "--saved", "saved");
    assertThat(train.code()).withFailMessage(train::err).isZero();
    assertThat(train.out()).contains("epoch 6/6", "test split, 50 samples", "fused", "only a");
    assertThat(train.out().lines().filter(line -> line.startsWith("epoch ")).toList())
        .hasSize(6)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("loss ", "heads a ", "masked a ", "utilization a ")
                    .contains("rates encoder/a ", "encoder/b ", "fusion ", "head/a "));
    assertThat(folder.resolve("saved/test/model/1/saved_model.pb")).isNotEmptyFile();
    assertThat(folder.resolve("saved/test/epochs.csv")).isNotEmptyFile();

    RecordedConsole evaluate = run("evaluate", "saved/test", "--json");
    JsonNode json = new ObjectMapper().readTree(evaluate.out());
    double accuracy = json.get("accuracy").asDouble();
    assertThat(accuracy).isGreaterThan(0.8);
    assertThat(json.get("samples").asInt()).isEqualTo(50);
    assertThat(json.get("subsets").get("a").get("accuracy").asDouble()).isLessThan(accuracy);
    assertThat(json.get("confusion_matrix").size()).isEqualTo(4);
    ObjectNode kept =
        (ObjectNode) new ObjectMapper().readTree(folder.resolve("saved/test/scores.json").toFile());
    assertThat(kept.remove("epoch").asInt()).isBetween(1, 6);
    assertThat(kept).isEqualTo(json);

    String report = Files.readString(folder.resolve("saved/test/report.html"));
    assertThat(report).contains("<dd>%.4f</dd>".formatted(accuracy), "Confusion matrix");
    RecordedConsole again =
        run("report", "saved/test", "--out", folder.resolve("r.html").toString());
    assertThat(again.code()).withFailMessage(again::err).isZero();
    assertThat(folder.resolve("r.html")).hasContent(report);

    RecordedConsole predict =
        run("predict", "saved/test", "--data", "manifest.csv", "--out", "predictions.csv");
    assertThat(predict.code()).withFailMessage(predict::err).isZero();
    assertThat(accuracyOfPredictions()).isEqualTo(accuracy);
  }

  @Test
  void aFinishedRunIsNeitherTrainedOverNorLost() throws IOException {
    assertThat(run("train", "test.yaml", "--set", "training.epochs=1").code()).isZero();
    byte[] before = Files.readAllBytes(folder.resolve("saved/test/epochs.csv"));
    RecordedConsole again = run("train", "test.yaml");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("--resume", "--overwrite").doesNotContain("\tat ");
    assertThat(folder.resolve("saved/test/epochs.csv")).hasBinaryContent(before);
    RecordedConsole resumed = run("train", "test.yaml", "--resume", "--set", "training.epochs=2");
    assertThat(resumed.code()).withFailMessage(resumed::err).isZero();
    assertThat(resumed.out())
        .contains("going on after epoch 1 of 2", "epoch 2/2")
        .doesNotContain("epoch 1/2");
    assertThat(run("train", "test.yaml", "--overwrite", "--set", "training.epochs=1").code())
        .isZero();
  }

  @Test
  void evaluateScoresTheSplitAndTheManifestThatAreAsked() throws IOException {
    assertThat(run("train", "test.yaml", "--set", "export.enabled=false").code()).isZero();
    assertThat(folder.resolve("saved/test/model")).doesNotExist();
    JsonNode validation = json(run("evaluate", "saved/test", "--split", "validation", "--json"));
    assertThat(validation.get("samples").asInt()).isEqualTo(30);
    Files.writeString(
        folder.resolve("three.csv"), "id,label,a.x,b.x\nr1,c0,0,0\nr2,c3,1,2\nr3,c0,1,2\n");
    JsonNode three = json(run("evaluate", "saved/test", "--data", "three.csv", "--json"));
    assertThat(three.get("samples").asInt()).isEqualTo(3);
    assertThat(three.get("accuracy").asDouble()).isEqualTo(2 / 3.0);
    JsonNode first = three.get("classes").get(0);
    assertThat(first.get("recall").asDouble()).isEqualTo(0.5);
    assertThat(first.get("precision").asDouble()).isEqualTo(1);
    assertThat(run("evaluate", "saved/test", "--split", "tset").code()).isEqualTo(2);
  }

  @Test
  void aUnimodalRunIsNeitherExportedNorAskedForFusedPredictions() throws IOException {
    RecordedConsole train = run("train", "test.yaml", "--set", "balance.method=unimodal");
    assertThat(train.code()).withFailMessage(train::err).isZero();
    assertThat(folder.resolve("saved/test/model")).doesNotExist();
    RecordedConsole predict =
        run("predict", "saved/test", "--data", "manifest.csv", "--out", "predictions.csv");
    assertThat(predict.code()).isEqualTo(2);
    assertThat(folder.resolve("predictions.csv")).doesNotExist();
  }

  @Test
  void anInfiniteLossEndsTheRunWithItsReason() throws IOException {
    RecordedConsole train =
        run(
            "train",
            "test.yaml",
            "--set",
            "optimizer={kind: gradient-descent, learning_rate: 1e30}");
    assertThat(train.code()).isEqualTo(1);
    assertThat(train.err())
        .contains("not a finite number", "step ", "optimizer.learning_rate")
        .doesNotContain("Internal error", "\tat ");
  }

  @Test
  void predictionsNeverReplaceTheirOwnInput() throws IOException {
    assertThat(run("train", "test.yaml", "--set", "training.epochs=1").code()).isZero();
    byte[] before = Files.readAllBytes(folder.resolve("manifest.csv"));
    RecordedConsole predict =
        run("predict", "saved/test", "--data", "manifest.csv", "--out", "manifest.csv");
    assertThat(predict.code()).isEqualTo(2);
    assertThat(folder.resolve("manifest.csv")).hasBinaryContent(before);
  }

  @Test
  void aMultiLabelPredictionNamesEveryClassMoreProbableThanNot() throws IOException {
    StringBuilder csv = new StringBuilder("id,split,label,a.x,b.x\n");
    for (int i = 0; i < 160; i++) {
      boolean left = i % 4 < 2;
      boolean right = i % 2 == 0;
      String split = i < 120 ? "train" : i < 140 ? "validation" : "test";
      csv.append(
          "r%d,%s,%s,%d,%d\n"
              .formatted(i, split, labels(left, right), left ? 1 : 0, right ? 1 : 0));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
    RecordedConsole train =
        run("train", "test.yaml", "--set", "task.kind=multi-label", "--set", "task.score=macro-f1");
    assertThat(train.code()).withFailMessage(train::err).isZero();
    assertThat(
            run("predict", "saved/test", "--data", "manifest.csv", "--out", "predictions.csv")
                .code())
        .isZero();
    List<String> rows = Files.readAllLines(folder.resolve("predictions.csv"));
    assertThat(rows.get(0)).isEqualTo("id,prediction,probability.left,probability.right");
    assertThat(rows.subList(1, rows.size()))
        .allSatisfy(
            row -> {
              String[] cells = row.split(",", -1);
              boolean left = Float.parseFloat(cells[2]) > 0.5f;
              boolean right = Float.parseFloat(cells[3]) > 0.5f;
              assertThat(cells[1]).isEqualTo(labels(left, right));
            })
        .extracting(row -> row.split(",", -1)[1])
        .contains("left", "right", "left|right", "");
  }

  @Test
  void aChangedKeyIsNamedWhenARunIsResumed() throws IOException {
    assertThat(run("train", "test.yaml", "--set", "training.epochs=2").code()).isZero();
    RecordedConsole rate =
        run("train", "test.yaml", "--resume", "--set", "optimizer.learning_rate=0.5");
    assertThat(rate.code()).isEqualTo(2);
    assertThat(rate.err()).contains("optimizer.learning_rate (0.02 there, 0.5 here)");
    RecordedConsole fewer = run("train", "test.yaml", "--resume", "--set", "training.epochs=1");
    assertThat(fewer.code()).isEqualTo(2);
    assertThat(fewer.err()).contains("training.epochs (2 there, 1 here)");
  }

  @Test
  void aFinishedRunThatIsResumedIsNotExportedAgain() throws IOException {
    assertThat(run("train", "test.yaml", "--set", "training.epochs=1").code()).isZero();
    assertThat(run("train", "test.yaml", "--resume", "--set", "training.epochs=1").code()).isZero();
    assertThat(folder.resolve("saved/test/model/2")).doesNotExist();
    assertThat(run("train", "test.yaml", "--overwrite", "--set", "training.epochs=1").code())
        .isZero();
    assertThat(folder.resolve("saved/test/model/2")).isDirectory();
  }

  @Test
  void dataCheckSumsUpAndRefuses() throws IOException {
    RecordedConsole sound = run("data", "check", "manifest.csv");
    assertThat(sound.code()).withFailMessage(sound::err).isZero();
    assertThat(sound.out()).contains("train 120", "modality a", "class c3: train 30");

    Files.writeString(
        folder.resolve("broken.csv"), "id,split,label,a.x,b.x\nr1,trian,c0,1,2\nr2,train,c0,1\n");
    RecordedConsole broken = run("data", "check", "broken.csv");
    assertThat(broken.code()).isEqualTo(2);
    assertThat(broken.err())
        .contains("broken.csv line 2", "trian", "line 3")
        .doesNotContain("\tat ");
  }

  @Test
  void wrongInputIsOneSentenceAndExitCodeTwo() throws IOException {
    for (List<String> arguments :
        List.of(
            List.of("train", "missing.yaml"),
            List.of("train", "test.yaml", "--set", "training.epoch=3"),
            List.of("train", "test.yaml", "--resume", "--overwrite"),
            List.of("evaluate", "saved/none"),
            List.of("report", "saved/none"),
            List.of("report", "saved/none", "--out", "nowhere/r.html"),
            List.of("predict", "saved/none", "--data", "manifest.csv", "--out", "p.csv"),
            List.of("data", "check", "manifest.csv", "--task", "guessing"))) {
      RecordedConsole refused = run(arguments.toArray(String[]::new));
      assertThat(refused.code()).as(arguments.toString()).isEqualTo(2);
      assertThat(refused.err()).isNotBlank().doesNotContain("\tat ");
      assertThat(refused.out()).isEmpty();
    }
  }

  /** Runs a command; words that name files or folders of this test are resolved. */
  private RecordedConsole run(String... words) {
    List<String> arguments = new ArrayList<>();
    for (String word : words) {
      boolean file = word.matches(".*\\.(yaml|csv)|saved(/.*)?");
      arguments.add(file ? folder.resolve(word).toString() : word);
    }
    if (words[0].equals("train") && !arguments.contains("--saved")) {
      arguments.addAll(List.of("--saved", folder.resolve("saved").toString()));
    }
    return RecordedConsole.run(arguments.toArray(String[]::new));
  }

  /** Returns a cell of a multi-label column. */
  private static String labels(boolean left, boolean right) {
    return Stream.of(left ? "left" : "", right ? "right" : "")
        .filter(label -> !label.isEmpty())
        .collect(Collectors.joining("|"));
  }

  private static JsonNode json(RecordedConsole recorded) throws IOException {
    assertThat(recorded.code()).withFailMessage(recorded::err).isZero();
    return new ObjectMapper().readTree(recorded.out());
  }

  private double accuracyOfPredictions() throws IOException {
    List<String> labels = Files.readAllLines(folder.resolve("manifest.csv"));
    List<String> predictions = Files.readAllLines(folder.resolve("predictions.csv"));
    assertThat(predictions).hasSameSizeAs(labels);
    assertThat(predictions.get(0)).startsWith("id,prediction,probability.c0");
    int right = 0;
    int rows = 0;
    for (int i = 1; i < labels.size(); i++) {
      String[] row = labels.get(i).split(",", -1);
      String[] predicted = predictions.get(i).split(",", -1);
      assertThat(predicted[0]).isEqualTo(row[0]);
      if (row[1].equals("test")) {
        rows++;
        right += predicted[1].equals(row[2]) ? 1 : 0;
      }
    }
    return (double) right / rows;
  }
}
