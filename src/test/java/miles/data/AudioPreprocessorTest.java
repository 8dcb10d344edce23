package miles.data;

import static java.lang.Float.NaN;
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

  /** All coefficients and the first few, of sounds that are scaled and not. */
  @ParameterizedTest
  @CsvSource({"200, 80, 16, 16, NONE", "240, 160, 40, 10, MAXIMUM", "256, 128, 20, 1, MAXIMUM"})
  void mfccsAreThoseOfTheEquations(
      int length, int step, int bands, int coefficients, ModalityConfig.Audio.Scaling scaling) {
    AudioPreprocessor audio = mfcc(length, step, bands, coefficients, scaling);
    float[] sound = noise(800, 7);
    double[][] expected = mfccs(logMel(scaled(sound, scaling), audio), coefficients);

    try (Subgraph graph = new Subgraph(audio);
        TFloat32 raw = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(sound))) {
      float[] values = graph.floats(raw);

      assertThat(graph.shape()).containsExactly(-1L, (long) audio.frames(), (long) coefficients);
      assertThat(audio.feature().shape()).containsExactly(audio.frames(), coefficients);
      assertThat(values).hasSize(expected.length * coefficients);
      for (int i = 0; i < values.length; i++) {
        assertThat((double) values[i])
            .isCloseTo(expected[i / coefficients][i % coefficients], within(5e-5));
      }
    }
  }

  @Test
  void aScaledSoundIsAsLoudAsAnyOfItsMultiplesAndSilenceStaysSilent() {
    float[] sound = noise(800, 6);
    float[] louder = new float[800];
    for (int i = 0; i < 800; i++) {
      louder[i] = 4 * sound[i];
    }
    float[] negative = new float[800];
    negative[400] = -0.5f;
    AudioPreprocessor scaling = mfcc(200, 100, 8, 8, ModalityConfig.Audio.Scaling.MAXIMUM);
    AudioPreprocessor plain = mfcc(200, 100, 8, 8, ModalityConfig.Audio.Scaling.NONE);

    try (Subgraph graph = new Subgraph(scaling);
        Subgraph unscaled = new Subgraph(plain);
        TFloat32 a = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(sound));
        TFloat32 b = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(louder));
        TFloat32 silence = TFloat32.tensorOf(Shape.of(1, 5), DataBuffers.of(new float[5]));
        TFloat32 below = TFloat32.tensorOf(Shape.of(1, 800), DataBuffers.of(negative))) {
      assertThat(graph.floats(a)).isEqualTo(graph.floats(b)).isNotEqualTo(unscaled.floats(a));
      assertThat(graph.floats(silence)).isEqualTo(unscaled.floats(silence)).doesNotContain(NaN);
      assertThat(graph.floats(below)).isEqualTo(unscaled.floats(below));
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

  private static AudioPreprocessor mfcc(
      int length, int step, int bands, int coefficients, ModalityConfig.Audio.Scaling scaling) {
    return AudioPreprocessor.unfitted(
        "audio",
        new ModalityConfig.Audio(
            "audio",
            8000,
            0.1,
            length,
            step,
            bands,
            20,
            4000,
            scaling,
            ModalityConfig.Audio.Features.MFCC,
            coefficients,
            false,
            TestFiles.ENCODER));
  }

  private static float[] scaled(float[] sound, ModalityConfig.Audio.Scaling scaling) {
    float largest = 0;
    for (float sample : sound) {
      largest = Math.max(largest, sample);
    }
    float[] result = sound.clone();
    for (int i = 0; i < result.length; i++) {
      result[i] /= scaling == ModalityConfig.Audio.Scaling.MAXIMUM ? largest : 1;
    }
    return result;
  }

  /** The unnormalised DCT-II 2 Σ x cos(…), times ½ √(2 / B), coefficient by coefficient. */
  private static double[][] mfccs(double[][] logMel, int coefficients) {
    double[][] result = new double[logMel.length][coefficients];
    for (int frame = 0; frame < logMel.length; frame++) {
      int bands = logMel[frame].length;
      for (int c = 0; c < coefficients; c++) {
        double sum = 0;
        for (int band = 0; band < bands; band++) {
          sum += 2 * logMel[frame][band] * Math.cos(Math.PI / (2 * bands) * c * (2 * band + 1));
        }
        result[frame][c] = sum * 0.5 * Math.sqrt(2.0 / bands);
      }
    }
    return result;
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
