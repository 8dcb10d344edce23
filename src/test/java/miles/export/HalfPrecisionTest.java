package miles.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import miles.config.RunFile;
import miles.data.Batch;
import miles.data.Dataset;
import miles.evaluate.Predictions;
import miles.train.Evaluator;
import miles.train.TrainedRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** What variables of 16 bits save, and what they cost on the test splits. */
@Tag("nightly")
class HalfPrecisionTest {

  private static final Logger log = LoggerFactory.getLogger(HalfPrecisionTest.class);

  @TempDir private Path folder;

  @Test
  void digitsIsHalfAsLargeAndAsAccurate() throws IOException {
    compare("digits", Path.of("data/digits/manifest.csv"), 6);
  }

  @Test
  void smnistIsHalfAsLargeAndAsAccurate() throws IOException {
    Path manifest = Path.of("../shared/data/smnist/manifest.csv");
    assumeTrue(Files.exists(manifest), "SKIPPED: ../shared/data/smnist is not here");
    compare("smnist", manifest, 3);
  }

  private void compare(String name, Path manifest, int epochs) throws IOException {
    ExportedRun single =
        ExportedRun.train(
            RunFile.read(
                Path.of("models", name + ".yaml"),
                List.of(
                    "data.manifest=" + manifest.toAbsolutePath(),
                    "training.epochs=" + epochs,
                    "training.threads=2")),
            folder.resolve(name));
    ExportedRun half = half(single);
    Dataset data = single.testSplit();
    float[] before = probabilities(single, data);
    float[] after = probabilities(half, data);
    double change = accuracy(data, before) - accuracy(data, after);
    log.info(
        String.format(
            Locale.ROOT,
            "%s: %,d and %,d bytes, accuracy %.4f and %.4f, greatest change of a probability %.1e",
            name,
            size(single.model()),
            size(half.model()),
            accuracy(data, before),
            accuracy(data, after),
            greatest(before, after)));
    assertThat(ratio(half, single, "variables")).isLessThanOrEqualTo(0.55);
    assertThat(ratio(half, single, "")).isLessThanOrEqualTo(0.6);
    assertThat(change).isLessThan(0.001);
    assertThat(greatest(before, after)).isGreaterThan(0).isLessThan(0.02);
  }

  private static ExportedRun half(ExportedRun exported) throws IOException {
    try (TrainedRun run = TrainedRun.open(exported.folder())) {
      Path model =
          new SavedModelWriter(
                  run.config(),
                  run.preprocessing(),
                  run.imported(),
                  RunFile.write(run.config()),
                  new SavedModelWriter.Options(true, true, true))
              .write(run.checkpoint().variables(), run.layout().model());
      return new ExportedRun(exported.folder(), model);
    }
  }

  private static float[] probabilities(ExportedRun exported, Dataset data) {
    Batch batch = data.batch(data.size());
    int[] rows = IntStream.range(0, data.size()).toArray();
    data.read(rows, 0, data.size(), batch);
    Map<String, Tensor> inputs = new HashMap<>();
    for (int m = 0; m < batch.features().size(); m++) {
      long[] shape =
          Stream.concat(Stream.of(data.size()), batch.features().get(m).shape().stream())
              .mapToLong(size -> size)
              .toArray();
      inputs.put(
          batch.features().get(m).modality(),
          TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(batch.floats(m))));
    }
    try (SavedModelBundle bundle = exported.load()) {
      return ExportedRun.ask(bundle, "serving_default", inputs, "probabilities");
    }
  }

  private static double accuracy(Dataset data, float[] probabilities) {
    float[] targets = Evaluator.targets(data);
    int right = 0;
    for (int row = 0; row < data.size(); row++) {
      int best = Predictions.greatest(probabilities, row * data.outputs(), data.outputs());
      right += targets[row * data.outputs() + best] == 1 ? 1 : 0;
    }
    return (double) right / data.size();
  }

  private static double greatest(float[] some, float[] others) {
    double greatest = 0;
    for (int i = 0; i < some.length; i++) {
      greatest = Math.max(greatest, Math.abs(some[i] - others[i]));
    }
    return greatest;
  }

  private static double ratio(ExportedRun half, ExportedRun single, String part)
      throws IOException {
    return (double) size(half.model().resolve(part)) / size(single.model().resolve(part));
  }

  private static long size(Path model) throws IOException {
    try (Stream<Path> files = Files.walk(model)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
