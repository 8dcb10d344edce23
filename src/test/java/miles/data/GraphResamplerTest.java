package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The resampling of a served model against that of training. */
class GraphResamplerTest {

  @ParameterizedTest
  @CsvSource({
    "44100, 8000, 5000, 1000",
    "48000, 8000, 6000, 8000",
    "8000, 16000, 700, 2000",
    "11025, 16000, 900, 900",
    "22050, 8000, 1, 100",
    "8001, 8000, 3000, 4000",
    "7999, 8000, 50, 4000",
    "1, 8000, 2, 4000",
    "192000, 8000, 9000, 8000",
    "8000, 8000, 300, 200",
    "8000, 8000, 100, 200"
  })
  void givesTheSamplesOfTraining(int from, int to, int length, int most) {
    float[] sound = new float[length];
    Random random = new Random(from);
    for (int i = 0; i < length; i++) {
      sound[i] = 2 * random.nextFloat() - 1;
    }
    float[] expected =
        from == to
            ? java.util.Arrays.copyOf(sound, Math.min(length, most))
            : new Resampler(from, to).resample(sound, most);
    float[] actual = run(from, to, sound, most);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).as("sample %d", i).isCloseTo(expected[i], within(1e-7f));
    }
  }

  /** Two rates without a common divisor have the most phases: what docs/decisions/0011 says. */
  @Test
  @Tag("nightly")
  void theMemoryForTheFilterIsBounded() throws IOException {
    Path reset = Path.of("/proc/self/clear_refs");
    assumeTrue(Files.isWritable(reset), "this system tells no peak of memory");
    run(44_100, 16_000, new float[44_100], 16_000);
    Files.writeString(reset, "5");
    long before = peakMegabytes();
    run(191_999, 16_000, new float[191_999], 16_000);
    assertThat(peakMegabytes() - before).isBetween(98L, 600L);
  }

  private static long peakMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000)
        .findFirst()
        .orElseThrow();
  }

  private static float[] run(int from, int to, float[] sound, int most) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var samples = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
      var rate = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      var result = new GraphResampler(tf, to, most).build(samples, rate);
      try (Session session = new Session(graph);
          TFloat32 values = TFloat32.tensorOf(Shape.of(sound.length), DataBuffers.of(sound));
          TInt64 hertz = TInt64.scalarOf(from);
          Result run =
              session.runner().feed(samples, values).feed(rate, hertz).fetch(result).run()) {
        TFloat32 resampled = (TFloat32) run.get(0);
        float[] array = new float[(int) resampled.size()];
        resampled.asRawTensor().data().asFloats().read(array);
        return array;
      }
    }
  }
}
