package miles.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import miles.config.RunFile;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.types.TFloat32;

@Tag("slow")
class PlainClientTest {

  private static final Path MANIFEST = Path.of("data/digits/manifest.csv");
  private static final float CLOSE = 1e-6f;
  private static final int SAMPLES = 6;

  @TempDir private Path folder;

  @Test
  void aClientInCGetsTheNumbersThatJavaGets() throws Exception {
    PlainClient client = PlainClient.compile(folder);
    ExportedRun exported =
        ExportedRun.train(
            RunFile.read(
                Path.of("models/digits.yaml"),
                List.of(
                    "data.manifest=" + MANIFEST.toAbsolutePath(),
                    "training.epochs=1",
                    "training.threads=2")),
            folder.resolve("run"));
    try (SavedModelBundle bundle = exported.load()) {
      preprocessedNumbers(client, exported, bundle);
      filesSomeOfThemAbsent(client, exported, bundle);
    }
  }

  private void preprocessedNumbers(
      PlainClient client, ExportedRun exported, SavedModelBundle bundle) throws Exception {
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
    Map<String, Tensor> forJava = new HashMap<>();
    Map<String, String> forC = new HashMap<>();
    for (Map.Entry<String, TensorInfo> input : signature.getInputsMap().entrySet()) {
      Shape shape = shapeOf(input.getValue());
      float[] values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) Math.sin(i + input.getKey().length());
      }
      forJava.put(input.getKey(), TFloat32.tensorOf(shape, DataBuffers.of(values)));
      forC.put(
          input.getKey(),
          "float:%s:%s"
              .formatted(
                  LongStream.of(shape.asArray())
                      .mapToObj(Long::toString)
                      .collect(Collectors.joining("x")),
                  write(input.getKey(), values)));
    }
    float[] expected = ExportedRun.ask(bundle, "serving_default", forJava, "probabilities");
    compare(client.ask(exported.model(), signature, forC, "probabilities"), expected);
  }

  private static Shape shapeOf(TensorInfo input) {
    long[] sizes =
        input.getTensorShape().getDimList().stream()
            .mapToLong(dimension -> dimension.getSize())
            .toArray();
    sizes[0] = SAMPLES;
    return Shape.of(sizes);
  }

  private Path write(String name, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
    bytes.asFloatBuffer().put(values);
    return Files.write(folder.resolve(name + ".bin"), bytes.array());
  }

  private static void filesSomeOfThemAbsent(
      PlainClient client, ExportedRun exported, SavedModelBundle bundle) throws Exception {
    List<CSVRecord> rows = ExportedRun.testRows(MANIFEST).subList(0, SAMPLES);
    boolean[] images = {true, true, false, true, true, false};
    boolean[] sounds = {true, false, true, true, false, true};
    Map<String, Tensor> forJava =
        Map.of(
            "image", ExportedRun.files(MANIFEST, rows, "image", images),
            "audio", ExportedRun.files(MANIFEST, rows, "audio", sounds));
    Map<String, String> forC =
        Map.of(
            "image", PlainClient.files(column(rows, "image"), images),
            "audio", PlainClient.files(column(rows, "audio"), sounds));
    float[] expected = ExportedRun.ask(bundle, "raw", forJava, "probabilities");
    SignatureDef signature = bundle.metaGraphDef().getSignatureDefOrThrow("raw");
    compare(client.ask(exported.model(), signature, forC, "probabilities"), expected);
  }

  private static List<Path> column(List<CSVRecord> rows, String column) {
    return rows.stream().map(row -> MANIFEST.resolveSibling(row.get(column))).toList();
  }

  private static void compare(float[] answer, float[] expected) {
    assertThat(answer).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(answer[i]).as("value %d", i).isCloseTo(expected[i], within(CLOSE));
    }
  }
}
