package miles.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import miles.config.RunFile;
import miles.data.Dataset;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Texts and numbers, some missing, through the exported model, for every kind of task. */
@Tag("slow")
class RawValuesTest {

  private static final String RUN =
      """
      name: test
      task: {kind: %s, score: %s}
      data: {manifest: manifest.csv, cache: false}
      modalities:
        note: {kind: text, column: note, length: 12, buckets: 64, encoder: {kind: embedding-bag}}
        size: {kind: tabular, encoder: {kind: mlp, units: [8]}}
      fusion: {kind: concat}
      optimizer: {kind: adam, learning_rate: 0.01}
      training: {epochs: 2, batch_size: 16, seed: 5, threads: 2}
      """;

  /** The last three are white space, of which manifests and models must think alike. */
  private static final List<String> NOTES =
      List.of("Grüße, WELT", "one two  three", "日本語", "a", "", " ", "\u2003\t");

  private static final List<String> SIZES = List.of("1.5,2", "-3,", ",0.25", ",");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "classification, accuracy, probabilities",
    "multi-label, macro-f1, probabilities",
    "regression, r2, value"
  })
  void answersAreThoseOfTheEvaluator(String task, String score, String output) throws Exception {
    Path manifest = write(task);
    ExportedRun exported =
        ExportedRun.train(
            RunFile.parse(RUN.formatted(task, score), "test.yaml", folder, List.of()),
            folder.resolve("run"));
    List<CSVRecord> rows = ExportedRun.testRows(manifest);
    Dataset data = exported.testSplit();
    try (SavedModelBundle bundle = exported.load()) {
      for (Set<String> present : List.of(Set.of("note", "size"), Set.of("note"), Set.of("size"))) {
        String signature = present.size() == 2 ? "raw" : "raw_" + present.iterator().next();
        float[] answer = ExportedRun.ask(bundle, signature, inputs(rows, present), output);
        float[] expected = exported.evaluated(data, present);
        assertThat(answer).as(signature).containsExactly(expected, within(1e-6f));
      }
      assertThat(names(bundle, inputs(rows, Set.of("note", "size")), task))
          .isEqualTo(!task.equals("regression"));
    }
  }

  private Path write(String task) throws IOException {
    StringBuilder csv = new StringBuilder("id,split,label,note,size.x,size.y\n");
    Random random = new Random(3);
    for (int i = 0; i < 84; i++) {
      String note = NOTES.get(i % NOTES.size());
      String size = note.isBlank() ? SIZES.get(i % 2) : SIZES.get(i % SIZES.size());
      String label =
          switch (task) {
            case "classification" -> "c" + i % 3;
            case "multi-label" -> i % 2 == 0 ? "x|y" : "y";
            default -> String.format(Locale.ROOT, "%.3f", random.nextGaussian());
          };
      String split = i < 42 ? "train" : i < 56 ? "validation" : "test";
      csv.append("r%d,%s,%s,\"%s\",%s%n".formatted(i, split, label, note, size));
    }
    return Files.writeString(folder.resolve("manifest.csv"), csv);
  }

  private static Map<String, Tensor> inputs(List<CSVRecord> rows, Set<String> present) {
    Map<String, Tensor> inputs = new HashMap<>();
    if (present.contains("note")) {
      inputs.put(
          "note",
          ExportedRun.bytes(
              rows.stream().map(row -> row.get("note").getBytes(StandardCharsets.UTF_8)).toList()));
    }
    if (present.contains("size")) {
      float[] numbers = new float[2 * rows.size()];
      for (int i = 0; i < rows.size(); i++) {
        numbers[2 * i] = number(rows.get(i).get("size.x"));
        numbers[2 * i + 1] = number(rows.get(i).get("size.y"));
      }
      inputs.put("size", TFloat32.tensorOf(Shape.of(rows.size(), 2), DataBuffers.of(numbers)));
    }
    return inputs;
  }

  private static float number(String cell) {
    return cell.isEmpty() ? Float.NaN : Float.parseFloat(cell);
  }

  /** Returns whether the answer names classes; each must then be one of the manifest's. */
  private static boolean names(SavedModelBundle bundle, Map<String, Tensor> inputs, String task) {
    try (Result result = bundle.function("raw").call(inputs)) {
      if (result.get("classes").isEmpty()) {
        return false;
      }
      List<String> names = new ArrayList<>();
      ((TString) result.get("classes").orElseThrow())
          .scalars()
          .forEach(name -> names.add(name.getObject()));
      assertThat(names)
          .isSubsetOf(
              task.equals("classification")
                  ? List.of("c0", "c1", "c2")
                  : List.of("", "x", "y", "x|y"));
      return true;
    } finally {
      inputs.values().forEach(Tensor::close);
    }
  }
}
