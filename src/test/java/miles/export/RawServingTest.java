package miles.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miles.config.RunFile;
import miles.interop.SafetyCheck;
import miles.interop.SavedModelFile;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;

/** A client's files through the exported model against the evaluator's numbers. */
@Tag("slow")
class RawServingTest {

  private static final float CLOSE = 1e-5f;

  @TempDir private Path folder;

  @Test
  void digitsAnswersFilesWithTheEvaluatorsProbabilities() throws Exception {
    agrees(Path.of("models/digits.yaml"), Path.of("data/digits/manifest.csv"), 200);
  }

  @Test
  void smnistAnswersFilesWithTheEvaluatorsProbabilities() throws Exception {
    Path manifest = Path.of("../shared/data/smnist/manifest.csv");
    assumeTrue(Files.exists(manifest), "SKIPPED: ../shared/data/smnist is not here");
    agrees(Path.of("models/smnist.yaml"), manifest, 300);
  }

  private void agrees(Path runFile, Path manifest, int rows) throws Exception {
    ExportedRun exported =
        ExportedRun.train(
            RunFile.read(
                runFile,
                List.of(
                    "data.manifest=" + manifest.toAbsolutePath(),
                    "training.epochs=1",
                    "training.threads=2")),
            folder.resolve("run"));
    assertThat(SafetyCheck.refusals(SavedModelFile.read(exported.model()))).isEmpty();
    List<CSVRecord> test = ExportedRun.testRows(manifest);
    assertThat(test).hasSize(rows);
    float[] full = exported.evaluated(Set.of("image", "audio"));
    float[] image = exported.evaluated(Set.of("image"));
    float[] audio = exported.evaluated(Set.of("audio"));
    try (SavedModelBundle bundle = exported.load()) {
      Client client = new Client(bundle, manifest, test);
      client.expect("raw", Set.of("image", "audio"), 64, full);
      client.expect("raw", Set.of("image"), 64, image);
      client.expect("raw", Set.of("audio"), 64, audio);
      client.expect("raw_image", Set.of("image"), 100, image);
      client.expect("raw_audio", Set.of("audio"), 100, audio);
      client.expectMixed(1, 5, full, image, audio);
      client.expectMixed(3, 12, full, image, audio);
      client.expectMixed(64, 64, full, image, audio);
    }
  }

  /** Sends the files of a manifest's test split. */
  private record Client(SavedModelBundle bundle, Path manifest, List<CSVRecord> rows) {

    /** Asks for every row, some modalities present in all. */
    void expect(String signature, Set<String> present, int size, float[] expected)
        throws IOException {
      for (int from = 0; from < rows.size(); from += size) {
        int to = Math.min(rows.size(), from + size);
        boolean[] image = new boolean[to - from];
        boolean[] audio = new boolean[to - from];
        Arrays.fill(image, present.contains("image"));
        Arrays.fill(audio, present.contains("audio"));
        float[] answer = ask(signature, from, to, image, audio);
        int outputs = expected.length / rows.size();
        compare(answer, Arrays.copyOfRange(expected, from * outputs, to * outputs), from);
      }
    }

    /** Asks for rows of which every third lacks its image and every third its sound. */
    void expectMixed(int size, int until, float[] full, float[] image, float[] audio)
        throws IOException {
      int outputs = full.length / rows.size();
      for (int from = 0; from < until; from += size) {
        boolean[] hasImage = new boolean[size];
        boolean[] hasAudio = new boolean[size];
        float[] expected = new float[size * outputs];
        for (int i = 0; i < size; i++) {
          hasImage[i] = (from + i) % 3 != 1;
          hasAudio[i] = (from + i) % 3 != 2;
          float[] source = hasImage[i] ? hasAudio[i] ? full : image : audio;
          System.arraycopy(source, (from + i) * outputs, expected, i * outputs, outputs);
        }
        compare(ask("raw", from, from + size, hasImage, hasAudio), expected, from);
      }
    }

    private float[] ask(String signature, int from, int to, boolean[] image, boolean[] audio)
        throws IOException {
      List<CSVRecord> asked = rows.subList(from, to);
      Map<String, Tensor> inputs = new HashMap<>();
      if (!signature.equals("raw_audio")) {
        inputs.put("image", ExportedRun.files(manifest, asked, "image", image));
      }
      if (!signature.equals("raw_image")) {
        inputs.put("audio", ExportedRun.files(manifest, asked, "audio", audio));
      }
      return ExportedRun.ask(bundle, signature, inputs, "probabilities");
    }

    private static void compare(float[] answer, float[] expected, int from) {
      assertThat(answer).hasSameSizeAs(expected);
      for (int i = 0; i < expected.length; i++) {
        assertThat(answer[i])
            .as("value %d from row %d", i, from)
            .isCloseTo(expected[i], within(CLOSE));
      }
    }
  }
}
