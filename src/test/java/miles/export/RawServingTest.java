package miles.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miles.config.RunFile;
import miles.data.Dataset;
import miles.export.proto.PredictRequest;
import miles.export.proto.PredictionLog;
import miles.interop.SafetyCheck;
import miles.interop.SavedModelFile;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** A client's files through the exported model against the evaluator's numbers. */
@Tag("slow")
class RawServingTest {

  private static final float CLOSE = 1e-5f;

  private static final Path DIGITS = Path.of("data/digits/manifest.csv");

  @TempDir private static Path folder;
  private static ExportedRun digits;

  @BeforeAll
  static void trainDigits() throws IOException {
    digits = train("digits", DIGITS);
  }

  @Test
  void digitsAnswersFilesWithTheEvaluatorsProbabilities() throws Exception {
    agrees(digits, DIGITS, 200);
  }

  @Test
  @Tag("nightly")
  void smnistAnswersFilesWithTheEvaluatorsProbabilities() throws Exception {
    Path manifest = Path.of("../shared/data/smnist/manifest.csv");
    assumeTrue(Files.exists(manifest), "SKIPPED: ../shared/data/smnist is not here");
    agrees(train("smnist", manifest), manifest, 300);
  }

  @Test
  void embeddingsAreThoseOfEveryModalityAndTheMaskWhereItIsAbsent() throws Exception {
    List<CSVRecord> rows = ExportedRun.testRows(DIGITS).subList(0, 3);
    boolean[] all = {true, true, true};
    boolean[] some = {true, false, true};
    try (SavedModelBundle bundle = digits.load()) {
      float[] complete = embed(bundle, rows, all, all);
      float[] masked = embed(bundle, rows, some, all);
      float[] none = embed(bundle, rows, new boolean[3], all);
      int width = complete.length / 3;
      assertThat(width).isEqualTo(64);
      assertThat(row(masked, 0)).containsExactly(row(complete, 0), within(CLOSE));
      assertThat(row(masked, 1)).isNotEqualTo(row(complete, 1)).containsExactly(row(none, 0));
      assertThat(row(none, 1)).containsExactly(row(none, 0));
    }
  }

  @Test
  void everySignatureHasAWarmUpRequestThatItAnswers() throws Exception {
    List<PredictionLog> logs = ExportedRun.warmup(digits.model());
    try (SavedModelBundle bundle = digits.load()) {
      assertThat(logs)
          .extracting(log -> log.getPredictLog().getRequest().getModelSpec().getSignatureName())
          .containsExactlyInAnyOrderElementsOf(
              bundle.signatures().stream().map(Signature::key).toList());
      for (PredictionLog log : logs) {
        PredictRequest request = log.getPredictLog().getRequest();
        assertThat(request.getModelSpec().getName()).isEqualTo("digits");
        try (Result result =
            bundle
                .function(request.getModelSpec().getSignatureName())
                .call(ExportedRun.tensors(request))) {
          assertThat(result.size()).isPositive();
          assertThat(result.get(0).shape().get(0)).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void filesThatCannotBeDecodedAreRefusedWithTheReason() throws Exception {
    try (SavedModelBundle bundle = digits.load()) {
      assertThatThrownBy(() -> send(bundle, "raw_image", "image", "no picture".getBytes(UTF_8)))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("image");
      assertThatThrownBy(() -> send(bundle, "raw_audio", "audio", wav(192_001, 100)))
          .isInstanceOf(TFInvalidArgumentException.class)
          .hasMessageContaining("its rate is not within 1 to 192000 Hz")
          .hasMessageContaining("192001");
      assertThat(send(bundle, "raw_audio", "audio", wav(192_000, 100))).hasSize(10);
    }
  }

  private static ExportedRun train(String name, Path manifest) throws IOException {
    return ExportedRun.train(
        RunFile.read(
            Path.of("models", name + ".yaml"),
            List.of(
                "data.manifest=" + manifest.toAbsolutePath(),
                "training.epochs=1",
                "training.threads=2")),
        folder.resolve(name));
  }

  private static void agrees(ExportedRun exported, Path manifest, int rows) throws Exception {
    assertThat(SafetyCheck.refusals(SavedModelFile.read(exported.model()))).isEmpty();
    List<CSVRecord> test = ExportedRun.testRows(manifest);
    assertThat(test).hasSize(rows);
    Dataset data = exported.testSplit();
    float[] full = exported.evaluated(data, Set.of("image", "audio"));
    float[] image = exported.evaluated(data, Set.of("image"));
    float[] audio = exported.evaluated(data, Set.of("audio"));
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

  private static float[] embed(
      SavedModelBundle bundle, List<CSVRecord> rows, boolean[] image, boolean[] audio)
      throws IOException {
    Map<String, Tensor> inputs =
        Map.of(
            "image", ExportedRun.files(DIGITS, rows, "image", image),
            "audio", ExportedRun.files(DIGITS, rows, "audio", audio));
    return ExportedRun.ask(bundle, "raw_embed", inputs, "image");
  }

  private static float[] row(float[] values, int row) {
    return Arrays.copyOfRange(values, row * 64, (row + 1) * 64);
  }

  private static float[] send(
      SavedModelBundle bundle, String signature, String modality, byte[] file) {
    return ExportedRun.ask(
        bundle, signature, Map.of(modality, ExportedRun.bytes(List.of(file))), "probabilities");
  }

  /** Returns a WAV file of 16-bit silence. */
  private static byte[] wav(int rate, int samples) {
    ByteBuffer file = ByteBuffer.allocate(44 + 2 * samples).order(ByteOrder.LITTLE_ENDIAN);
    file.put("RIFF".getBytes(UTF_8)).putInt(36 + 2 * samples).put("WAVEfmt ".getBytes(UTF_8));
    file.putInt(16).putShort((short) 1).putShort((short) 1).putInt(rate).putInt(2 * rate);
    file.putShort((short) 2).putShort((short) 16).put("data".getBytes(UTF_8)).putInt(2 * samples);
    return file.array();
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
