package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import miles.config.ModalityConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

class AudioPreprocessorTest {

  /** Frames whose length is a power of two and not, overlapping and apart. */
  @ParameterizedTest
  @CsvSource({"200, 80, 16, 50, 4000", "256, 128, 40, 20, 4000", "100, 130, 8, 0, 3000"})
  void logMelIsThatOfTheEquations(int length, int step, int bands, double low, double high) {
    AudioPreprocessor audio = audio(length, step, bands, low, high);
    float[] sound = noise(800, 3);
    double[][] expected = logMel(sound, audio);

    try (Subgraph graph = new Subgraph(audio);
        TFloat32 raw = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(sound))) {
      float[] values = graph.floats(raw);

      assertThat(graph.shape()).containsExactly(-1L, (long) audio.frames(), (long) bands);
      assertThat(values).hasSize(expected.length * bands);
      for (int frame = 0; frame < expected.length; frame++) {
        for (int band = 0; band < bands; band++) {
          assertThat((double) values[frame * bands + band])
              .isCloseTo(expected[frame][band], within(2e-5));
        }
      }
    }
  }

  @Test
  void silenceIsTheLogarithmOfTheFloor() {
    try (Subgraph graph = new Subgraph(audio(200, 100, 8, 50, 4000));
        TFloat32 raw = TFloat32.tensorOf(Shape.of(1, 5), DataBuffers.of(new float[5]))) {
      for (float value : graph.floats(raw)) {
        assertThat((double) value).isCloseTo(Math.log(1e-6), within(1e-5));
      }
    }
  }

  @Test
  void shortSoundsArePaddedWithSilenceAndLongOnesCut() {
    float[] sound = noise(300, 1);
    float[] padded = Arrays.copyOf(sound, 800);
    float[] longer = Arrays.copyOf(padded, 900);
    Arrays.fill(longer, 800, 900, 0.5f);

    try (Subgraph graph = new Subgraph(audio(200, 100, 8, 50, 4000));
        TFloat32 a = TFloat32.tensorOf(Shape.of(1, 300), DataBuffers.of(sound));
        TFloat32 b = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(padded));
        TFloat32 c = TFloat32.tensorOf(Shape.of(1, 900), DataBuffers.of(longer))) {
      assertThat(graph.floats(a)).isEqualTo(graph.floats(b)).isEqualTo(graph.floats(c));
    }
  }

  @Test
  void soundsOfABatchDoNotMix() {
    AudioPreprocessor audio = audio(200, 100, 8, 50, 4000);
    float[] both = Arrays.copyOf(noise(800, 1), 1600);
    System.arraycopy(noise(800, 2), 0, both, 800, 800);

    try (Subgraph graph = new Subgraph(audio);
        TFloat32 batch = TFloat32.tensorOf(Shape.of(2, 800), DataBuffers.of(both))) {
      float[] values = graph.floats(batch);
      for (int i = 0; i < 2; i++) {
        try (TFloat32 one =
            TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(noise(800, i + 1)))) {
          float[] alone = graph.floats(one);
          for (int at = 0; at < alone.length; at++) {
            assertThat((double) values[i * alone.length + at]).isCloseTo(alone[at], within(1e-5));
          }
        }
      }
    }
  }

  @Test
  void statisticsStandardiseEveryBand() {
    AudioPreprocessor plain = audio(200, 100, 3, 50, 4000);
    AudioPreprocessor fitted = plain.standardised(List.of(-1f, 2f, 0.5f), List.of(2f, 0.25f, 4f));
    try (Subgraph a = new Subgraph(plain);
        Subgraph b = new Subgraph(fitted);
        TFloat32 raw = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(noise(800, 4)))) {
      float[] before = a.floats(raw);
      float[] after = b.floats(raw);
      for (int i = 0; i < before.length; i++) {
        int band = i % 3;
        assertThat(after[i])
            .isEqualTo((before[i] - fitted.means().get(band)) / fitted.deviations().get(band));
      }
    }
  }

  @Test
  void optimisedAndPlainGraphsGiveTheSameBits() {
    AudioPreprocessor fitted =
        audio(200, 100, 3, 50, 4000).standardised(List.of(-1f, 2f, 0.3f), List.of(3f, 0.7f, 1.1f));
    try (Subgraph optimised = new Subgraph(fitted);
        Subgraph plain = Subgraph.unoptimised(fitted);
        TFloat32 raw = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(noise(800, 5)))) {
      assertThat(optimised.floats(raw)).isEqualTo(plain.floats(raw));
    }
  }

  private static AudioPreprocessor audio(int length, int step, int bands, double low, double high) {
    return AudioPreprocessor.unfitted(
        "audio",
        new ModalityConfig.Audio(
            "audio", 8000, 0.1, length, step, bands, low, high, TestFiles.ENCODER));
  }

  private static float[] noise(int length, long seed) {
    Random random = new Random(seed);
    float[] sound = new float[length];
    for (int i = 0; i < length; i++) {
      sound[i] = (float) (0.3 * random.nextGaussian() + 0.4 * Math.sin(0.3 * i));
    }
    return sound;
  }

  /**
   * The equations of the class's documentation in double precision, by the definition of the DFT.
   */
  private static double[][] logMel(float[] sound, AudioPreprocessor audio) {
    int length = audio.frameLength();
    int transform = 1;
    while (transform < length) {
      transform *= 2;
    }
    double[][] result = new double[audio.frames()][audio.melBins()];
    for (int frame = 0; frame < result.length; frame++) {
      double[] bands = new double[audio.melBins()];
      for (int k = 1; k <= transform / 2; k++) {
        double real = 0;
        double imaginary = 0;
        for (int n = 0; n < length; n++) {
          double window = 0.5 - 0.5 * Math.cos(2 * Math.PI * n / length);
          double x = window * sound[frame * audio.frameStep() + n];
          real += x * Math.cos(2 * Math.PI * k * n / transform);
          imaginary -= x * Math.sin(2 * Math.PI * k * n / transform);
        }
        double magnitude = Math.hypot(real, imaginary);
        for (int band = 0; band < bands.length; band++) {
          bands[band] += magnitude * weight(8000.0 * k / transform, band, audio);
        }
      }
      for (int band = 0; band < bands.length; band++) {
        result[frame][band] = Math.log(bands[band] + 1e-6);
      }
    }
    return result;
  }

  /** A triangle between three corners on HTK's scale, 2595 · log10(1 + f / 700). */
  private static double weight(double hertz, int band, AudioPreprocessor audio) {
    double low = htk(audio.lowHz());
    double width = (htk(audio.highHz()) - low) / (audio.melBins() + 1);
    double left = low + band * width;
    double rising = (htk(hertz) - left) / width;
    double falling = (left + 2 * width - htk(hertz)) / width;
    return Math.max(0, Math.min(rising, falling));
  }

  private static double htk(double hertz) {
    return 2595 * Math.log10(1 + hertz / 700);
  }

  @Test
  void bandsNarrowerThanABinAreCounted() {
    assertThat(MelFilterbank.empty(audio(200, 100, 40, 0, 4000).filters())).isZero();
    assertThat(MelFilterbank.empty(audio(64, 32, 80, 0, 4000).filters())).isGreaterThan(20);
  }

  @Test
  void statisticsOfAnotherLengthAreRefused() {
    AudioPreprocessor audio = audio(200, 100, 8, 50, 4000);
    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () -> audio.standardised(List.of(1f), Collections.nCopies(8, 1f))))
        .hasMessage("modality audio: 1 statistics for 8 columns");
  }
}
