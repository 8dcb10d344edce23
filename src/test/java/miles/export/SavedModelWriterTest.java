package miles.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.Batch;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.train.Evaluator;
import miles.train.JavaProcess;
import miles.train.RunFolder;
import miles.train.TrainedRun;
import miles.train.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.proto.MetaGraphDef;

@Tag("slow")
class SavedModelWriterTest {

  private static final int SAMPLES = 5;
  private static final String RUN =
      """
      name: test
      task: {kind: %s, score: %s}
      data: {manifest: manifest.csv, cache: false}
      modalities:
        a: {kind: tabular, encoder: {kind: mlp, units: [8], dropout: 0.2, normalization: batch}}
        b: {kind: tabular, encoder: {kind: mlp, units: [8], dropout: 0.2, normalization: batch}}
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.01}
      training: {epochs: 3, batch_size: 16, seed: 5, threads: 2}
      """;

  @TempDir private Path folder;

  @Test
  void anotherJvmGetsTheTrainersProbabilitiesFullAndWithEachModalityAbsent() throws Exception {
    Path model = export("classification", "accuracy", label -> "c" + label);
    try (TrainedRun run = TrainedRun.open(folder.resolve("run"))) {
      for (Set<String> present : List.of(Set.of("a", "b"), Set.of("a"), Set.of("b"))) {
        List<String> answer = ask(model, present);
        float[] expected = expected(run, present);
        float[] served = numbers(answer.get(0));
        assertThat(served).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
          assertThat(served[i]).isCloseTo(expected[i], within(1e-6f));
        }
        assertThat(answer.subList(1, answer.size()))
            .containsExactlyElementsOf(classes(expected, run.preprocessing().classes()));
      }
    }
  }

  @Test
  void multiLabelAnswersAreJoinedByBars() throws Exception {
    Path model = export("multi-label", "macro-f1", label -> label % 2 == 0 ? "x|y" : "y");
    List<String> answer = ask(model, Set.of("a", "b"));
    float[] probabilities = numbers(answer.get(0));
    for (int i = 0; i < SAMPLES; i++) {
      String x = probabilities[2 * i] > 0.5f ? "x" : "";
      String y = probabilities[2 * i + 1] > 0.5f ? "y" : "";
      String joined = x.isEmpty() || y.isEmpty() ? x + y : x + "|" + y;
      assertThat(answer.get(1 + i)).isEqualTo(joined);
    }
  }

  @Test
  void regressionAnswersOneValueASample() throws Exception {
    Path model = export("regression", "r2", label -> label + ".5");
    float[] values = numbers(ask(model, Set.of("a", "b")).get(0));
    try (TrainedRun run = TrainedRun.open(folder.resolve("run"))) {
      float[] expected = expected(run, Set.of("a", "b"));
      assertThat(values).hasSize(SAMPLES);
      for (int i = 0; i < SAMPLES; i++) {
        assertThat(values[i]).isCloseTo(expected[i], within(1e-6f));
      }
    }
  }

  @Test
  void theModelIsWhatTensorFlowServingExpects() throws Exception {
    Path model = export("classification", "accuracy", label -> "c" + label);
    assertThat(model).hasFileName("1");
    assertThat(model.resolve("assets/classes.txt")).hasContent("c0\nc1\nc2\nc3");
    assertThat(model.resolve("assets/run.yaml")).isNotEmptyFile();
    try (SavedModelBundle bundle = SavedModelBundle.load(model.toString(), "serve")) {
      assertThat(bundle.signatures())
          .extracting(Signature::key)
          .contains("serving_default", "a", "b");
      MetaGraphDef graph = bundle.metaGraphDef();
      assertThat(graph.getSignatureDefOrThrow("serving_default").getMethodName())
          .isEqualTo("tensorflow/serving/predict");
      assertThat(graph.getSignatureDefOrThrow("a").getInputsMap()).containsOnlyKeys("a");
      assertThat(graph.getAssetFileDefList())
          .extracting(asset -> asset.getFilename())
          .containsExactlyInAnyOrder("classes.txt", "run.yaml", "preprocessing.json");
      assertThat(graph.getGraphDef().getNodeList())
          .noneMatch(node -> node.getOp().startsWith("Apply") || node.getName().contains("Adam"))
          .noneMatch(
              node -> Set.of("training", "targets", "dropout_seed").contains(node.getName()));
    }
  }

  @Test
  void versionsOnlyIncreaseAndNothingElseIsLeft() throws Exception {
    Path first = export("classification", "accuracy", label -> "c" + label);
    Path second = write();
    assertThat(second).isEqualTo(first.resolveSibling("2"));
    try (var files = Files.list(first.getParent())) {
      assertThat(files).containsExactlyInAnyOrder(first, second);
    }
    assertThat(second.resolve("saved_model.pb"))
        .hasBinaryContent(Files.readAllBytes(first.resolve("saved_model.pb")));
  }

  private interface Labels {
    String of(int label);
  }

  private Path export(String kind, String score, Labels labels) throws IOException {
    StringBuilder csv = new StringBuilder("id,split,label,a.x,a.y,b.x,b.y\n");
    Random random = new Random(3);
    for (int i = 0; i < 96; i++) {
      int label = i % 4;
      csv.append(
          String.format(
              Locale.ROOT,
              "r%d,%s,%s,%.3f,%.3f,%.3f,%.3f%n",
              i,
              i < 64 ? "train" : "validation",
              labels.of(label),
              (label & 1) + 0.3 * random.nextGaussian(),
              random.nextGaussian(),
              (label & 2) + 0.3 * random.nextGaussian(),
              random.nextGaussian()));
    }
    Files.writeString(folder.resolve("manifest.csv"), csv);
    RunConfig config = RunFile.parse(RUN.formatted(kind, score), "test.yaml", folder, List.of());
    LoadedData data = LoadedData.load(config, LoadOptions.inMemory(2));
    try (RunFolder run = RunFolder.open(folder.resolve("run"), RunFolder.Existing.REFUSE)) {
      new Trainer(config, data, List.of()).train(run);
    }
    return write();
  }

  private Path write() throws IOException {
    try (TrainedRun run = TrainedRun.open(folder.resolve("run"))) {
      return new SavedModelWriter(
              run.config(), run.preprocessing(), run.imported(), RunFile.write(run.config()))
          .write(run.checkpoint().variables(), run.layout().model());
    }
  }

  private static float value(int modality, int i) {
    return (float) Math.sin(1 + 7 * modality + i);
  }

  private List<String> ask(Path model, Set<String> present) throws Exception {
    Path answer = folder.resolve("answer.txt");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                model.toString(),
                present.size() == 2 ? "serving_default" : present.iterator().next(),
                answer.toString()));
    for (String modality : present) {
      Path input = folder.resolve(modality + ".txt");
      int m = modality.equals("a") ? 0 : 1;
      Files.write(
          input,
          IntStream.range(0, SAMPLES)
              .mapToObj(i -> value(m, 2 * i) + " " + value(m, 2 * i + 1))
              .toList());
      arguments.add(modality + "=" + input);
    }
    Path log = folder.resolve("client.log");
    int code =
        JavaProcess.of(List.of(), ServedModel.class, arguments)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    assertThat(code).withFailMessage(() -> read(log)).isZero();
    return Files.readAllLines(answer);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static float[] expected(TrainedRun run, Set<String> present) {
    Batch batch = new Batch(run.preprocessing().features(), run.preprocessing().outputs(), SAMPLES);
    batch.resize(SAMPLES);
    for (int m = 0; m < 2; m++) {
      for (int i = 0; i < 2 * SAMPLES; i++) {
        batch.floats(m)[i] = value(m, i);
      }
      Arrays.fill(batch.presence(m), present.contains(m == 0 ? "a" : "b") ? 1 : 0);
    }
    try (Evaluator evaluator = run.fused()) {
      Map<String, float[]> probabilities = evaluator.predict(batch).byName();
      return probabilities.values().iterator().next();
    }
  }

  private static List<String> classes(float[] probabilities, List<String> names) {
    int outputs = names.size();
    return IntStream.range(0, SAMPLES)
        .mapToObj(
            sample -> {
              int best = 0;
              for (int c = 1; c < outputs; c++) {
                if (probabilities[sample * outputs + c] > probabilities[sample * outputs + best]) {
                  best = c;
                }
              }
              return names.get(best);
            })
        .collect(Collectors.toList());
  }

  private static float[] numbers(String line) {
    String[] words = line.strip().split(" ", -1);
    float[] numbers = new float[words.length];
    for (int i = 0; i < words.length; i++) {
      numbers[i] = Float.parseFloat(words[i]);
    }
    return numbers;
  }
}
