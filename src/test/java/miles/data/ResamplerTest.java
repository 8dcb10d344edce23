package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {

  @ParameterizedTest
  @CsvSource({
    "44100, 16000",
    "48000, 8000",
    "8000, 16000",
    "22050, 8000",
    "11025, 16000",
    "16000, 15999"
  })
  void tonesBelowTheLowerHalfRatePassUnchanged(int from, int to) {
    double hertz = 0.8 * Math.min(from, to) / 2;
    float[] sound = floats(TestFiles.sine(hertz, 0.8, from, from / 2));

    float[] result = new Resampler(from, to).resample(sound, to);

    double[] expected = TestFiles.sine(hertz, 0.8, to, result.length);
    assertThat(result).hasSize((int) Math.ceil((double) sound.length * to / from));
    for (int i = result.length / 4; i < result.length * 3 / 4; i++) {
      assertThat((double) result[i]).isCloseTo(expected[i], within(2e-4));
    }
  }

  @Test
  void tonesAboveTheLowerHalfRateAreRemoved() {
    float[] sound = floats(TestFiles.sine(8200, 1, 44100, 22050));

    float[] result = new Resampler(44100, 16000).resample(sound, 16000);

    for (int i = 2000; i < 6000; i++) {
      assertThat((double) result[i]).isCloseTo(0, within(1e-4));
    }
  }

  @Test
  void constantsStayExactlyConstantInside() {
    float[] sound = new float[4000];
    Arrays.fill(sound, 0.25f);

    float[] result = new Resampler(11025, 8000).resample(sound, 9999);

    for (int i = 200; i < result.length - 200; i++) {
      assertThat(result[i]).isEqualTo(0.25f);
    }
  }

  @Test
  void startOfALongSoundNeedsOnlyItsStart() {
    float[] sound = floats(TestFiles.sine(700, 0.5, 44100, 44100));
    Resampler resampler = new Resampler(44100, 8000);

    float[] start = Arrays.copyOf(sound, (int) resampler.needed(500));

    assertThat(start.length).isLessThan(5000);
    assertThat(resampler.resample(start, 500)).isEqualTo(resampler.resample(sound, 500));
  }

  @Test
  void ratesWithoutSmallRatioGiveTheSameAsTheirTable() {
    // 16001 phases of 64 weights are just kept in a table; 16411 phases are computed one by one
    float[] sound = floats(TestFiles.sine(1000, 0.5, 16000, 2000));

    float[] tabled = new Resampler(16000, 16001).resample(sound, 1500);
    float[] computed = new Resampler(16000, 16411).resample(sound, 1500);

    for (int i = 300; i < 1200; i++) {
      assertThat((double) tabled[i])
          .isCloseTo(0.5 * Math.sin(2 * Math.PI * 1000 * i / 16001), within(1e-4));
      assertThat((double) computed[i])
          .isCloseTo(0.5 * Math.sin(2 * Math.PI * 1000 * i / 16411), within(1e-4));
    }
  }

  @Test
  void shortSoundsKeepTheirLength() {
    assertThat(new Resampler(8000, 16000).resample(new float[] {1}, 100)).hasSize(2);
    assertThat(new Resampler(16000, 8000).resample(new float[] {1}, 100)).hasSize(1);
    assertThat(new Resampler(16000, 8000).resample(new float[9], 3)).hasSize(3);
  }

  private static float[] floats(double[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) values[i];
    }
    return result;
  }
}
