package miles.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.config.TaskConfig.Kind;
import miles.evaluate.Metrics;
import miles.evaluate.Predictions;
import miles.schedule.Schedule;
import miles.train.RunLayout;
import miles.train.Scorecard;

/** The folder of a run that was never trained: its files are made up, the same ones every time. */
final class SampleRun {

  /** A class name that would end a script and run another. */
  static final String HOSTILE = "</script><script>document.title='taken'</script><!-- & \"'";

  static final int EPOCHS = 5;

  /** The index of the epoch whose image rate is halved. */
  static final int SLOWED = 2;

  private static final String YAML =
      """
      name: sample
      data: {manifest: manifest.csv}
      modalities:
        image: {kind: tabular, encoder: {kind: mlp, units: [4]}}
        audio: {kind: tabular, encoder: {kind: mlp, units: [4]}}
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.01}
      schedule: {kind: cosine, warmup_epochs: 1.5}
      balance: {method: miles}
      training: {epochs: 5}
      """;

  private SampleRun() {}

  /**
   * Writes the run.
   *
   * @param overrides of its run file
   */
  static Path write(Path folder, String... overrides) throws IOException {
    RunLayout layout = new RunLayout(folder);
    RunConfig config = RunFile.parse(YAML, "sample.yaml", folder, List.of(overrides));
    Files.writeString(layout.runFile(), RunFile.write(config));
    Files.writeString(layout.epochs(), epochs(config));
    Files.writeString(
        layout.environment(),
        """
        {"data_hash": "x", "seed": 1, "threads": 2, "starts": [
          {"at": "2026-01-01T00:00:00Z", "epochs_done": 0, "host": {"project": "0.1.0", "processors": 2}}]}
        """);
    return folder;
  }

  private static String epochs(RunConfig config) {
    StringBuilder csv = new StringBuilder();
    for (int e = 1; e <= EPOCHS; e++) {
      Map<String, Double> row = row(e, config);
      if (e == 1) {
        csv.append(String.join(",", row.keySet())).append("\r\n");
      }
      csv.append(String.join(",", row.values().stream().map(SampleRun::cell).toList()));
      csv.append("\r\n");
    }
    return csv.toString();
  }

  private static String cell(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }

  private static Map<String, Double> row(int epoch, RunConfig config) {
    Map<String, Double> row = new LinkedHashMap<>();
    row.put("epoch", (double) epoch);
    row.put("step", 10.0 * epoch);
    for (String split : List.of("train", "validation")) {
      row.put(split + "_loss", 3.3 / epoch);
      row.put(split + "_loss/fusion", 1.1 / epoch);
      row.put(split + "_loss/head/image", 1.2 / epoch);
      row.put(split + "_loss/head/audio", epoch == 1 ? Double.NaN : 1.3 / epoch);
    }
    row.put("score/full", 0.5 + 0.05 * epoch);
    for (String view : List.of("head", "only", "without")) {
      row.put("score/" + view + "/image", 0.4 + 0.03 * epoch);
      row.put("score/" + view + "/audio", 0.2 + 0.01 * epoch);
    }
    for (String source : List.of("heads", "masked")) {
      row.put("utilization/" + source + "/image", 0.6 - 0.07 * epoch);
      row.put("utilization/" + source + "/audio", 0.1 + 0.01 * epoch);
    }
    double base =
        config.optimizer().learningRate()
            * Schedule.of(config.schedule(), 10, EPOCHS).factor(10L * epoch - 1);
    row.put("learning_rate/encoder/image", epoch - 1 == SLOWED ? base * 0.5 : base);
    for (String group : List.of("encoder/audio", "fusion", "head/image", "head/audio")) {
      row.put("learning_rate/" + group, base);
    }
    row.put("seconds", 1.5);
    return row;
  }

  /** Writes {@code scores.json} of a classification with a hostile class name. */
  static void writeScores(Path folder) throws IOException {
    List<String> classes = List.of("one", HOSTILE, "three");
    Map<Set<String>, Metrics> subsets = new LinkedHashMap<>();
    subsets.put(new TreeSet<>(Set.of("image", "audio")), metrics(0.9f));
    subsets.put(Set.of("image"), metrics(0.6f));
    subsets.put(Set.of("audio"), metrics(0.4f));
    subsets.put(Set.of(), metrics(0.34f));
    RunConfig config = RunFile.read(new RunLayout(folder).runFile(), List.of());
    Scorecard card =
        new Scorecard(
            config.task().score(),
            List.of("image", "audio"),
            classes,
            subsets,
            Map.of("image", metrics(0.7f), "audio", metrics(0.5f)));
    Map<String, Object> where = Map.of("split", "test", "manifest", "m<b>.csv", "epoch", 4);
    Files.writeString(new RunLayout(folder).scores(), ScorecardJson.text(card, where));
  }

  /** The metrics of 30 samples, all of one confidence, which is also the share that is right. */
  private static Metrics metrics(float confidence) {
    List<Float> probabilities = new ArrayList<>();
    List<Float> targets = new ArrayList<>();
    for (int sample = 0; sample < 30; sample++) {
      int right = sample % 3;
      int predicted = sample < Math.round(30 * confidence) ? right : (right + 1) % 3;
      for (int c = 0; c < 3; c++) {
        probabilities.add(c == predicted ? confidence : (1 - confidence) / 2);
        targets.add(c == right ? 1f : 0f);
      }
    }
    return Metrics.of(
        new Predictions(Kind.CLASSIFICATION, 3, array(probabilities), array(targets)));
  }

  private static float[] array(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }
}
