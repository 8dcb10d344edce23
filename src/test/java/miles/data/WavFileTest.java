package miles.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WavFileTest {

  private static final double[] SOUND = TestFiles.sine(440, 0.9, 8000, 101);

  @ParameterizedTest
  @CsvSource({
    "1, 8, 0.008",
    "1, 16, 0.00004",
    "1, 24, 0.0000002",
    "1, 32, 0.0000001",
    "3, 32, 0.0000001"
  })
  void everyEncodingGivesTheSameSamples(int code, int bits, double error)
      throws WavFile.WavException {
    for (int channels = 1; channels <= 3; channels++) {
      byte[] data = encode(code, bits, channels);
      for (byte[] bytes :
          new byte[][] {
            TestFiles.wav(code, bits, channels, 8000, data), extensible(code, bits, channels, data)
          }) {
        WavFile file = WavFile.parse(bytes);

        assertThat(file.sampleRate()).isEqualTo(8000);
        assertThat(file.channels()).isEqualTo(channels);
        assertThat(file.length()).isEqualTo(SOUND.length);
        float[] samples = file.samples(1000);
        for (int i = 0; i < SOUND.length; i++) {
          assertThat((double) samples[i]).isCloseTo(SOUND[i], within(error));
        }
        assertThat(file.samples(7)).isEqualTo(Arrays.copyOf(samples, 7));
      }
    }
  }

  @Test
  void channelsAreAveraged() throws WavFile.WavException {
    byte[] data =
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) 16384)
            .putShort((short) -8192)
            .putShort((short) -32768)
            .putShort((short) 0)
            .array();

    assertThat(WavFile.parse(TestFiles.wav(1, 16, 2, 44100, data)).samples(9))
        .containsExactly(0.125f, -0.5f);
  }

  @Test
  void extremesOfEveryIntegerMapToTheUnitInterval() throws WavFile.WavException {
    assertThat(samples(8, 0x00, 0x80, 0xFF)).containsExactly(-1, 0, 127 / 128f);
    assertThat(samples(16, 0x00, 0x80, 0xFF, 0x7F)).containsExactly(-1, 32767 / 32768f);
    assertThat(samples(24, 0x00, 0x00, 0x80, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF))
        .containsExactly(-1, 8388607 / 8388608f, -1 / 8388608f);
    assertThat(samples(32, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x40))
        .containsExactly(-1, 0.5f);
  }

  @Test
  void filesOfTheJdkAreRead() throws IOException, WavFile.WavException {
    byte[] data = encode(1, 16, 2);
    AudioFormat format = new AudioFormat(22050, 16, 2, true, false);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (AudioInputStream in =
        new AudioInputStream(new ByteArrayInputStream(data), format, SOUND.length)) {
      AudioSystem.write(in, AudioFileFormat.Type.WAVE, out);
    }

    WavFile file = WavFile.parse(out.toByteArray());

    assertThat(file.sampleRate()).isEqualTo(22050);
    assertThat((double) file.samples(1000)[3]).isCloseTo(SOUND[3], within(4e-5));
  }

  @Test
  void largeFilesAreMapped(@TempDir Path folder) throws IOException, WavFile.WavException {
    int samples = (1 << 25) + 1000; // two bytes each: just above 64 MB
    byte[] bytes = TestFiles.wav(1, 16, 1, 8000, new byte[2 * samples]);
    bytes[44 + 7] = 0x40;
    Path file = Files.write(folder.resolve("large.wav"), bytes);

    WavFile wav = WavFile.read(file);

    assertThat(wav.length()).isEqualTo(samples);
    assertThat(wav.samples(5)).containsExactly(0, 0, 0, 0.5f, 0);
  }

  @Test
  void otherChunksAreSkipped() throws WavFile.WavException {
    byte[] plain = TestFiles.wav16(8000, 0.5, -0.5);
    byte[] format = Arrays.copyOfRange(plain, 20, 36);
    byte[] data = Arrays.copyOfRange(plain, 44, 48);

    WavFile file =
        WavFile.parse(
            TestFiles.riff(
                Map.entry("LIST", new byte[] {1, 2, 3}),
                Map.entry("fmt ", format),
                Map.entry("fact", new byte[4]),
                Map.entry("data", data),
                Map.entry("junk", new byte[5])));

    assertThat(file.samples(9)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "0; 88; it does not start with RIFF",
        "4; 127; the file has 60: it is cut off",
        "16; 127; its chunk \"fmt \" claims 127 bytes, but 40 are left",
        "16; 14; its format has 14 bytes",
        "20; 2; its encoding is format 2 with 16 bits",
        "20; 3; its encoding is format 3 with 16 bits",
        "34; 12; its encoding is format 1 with 12 bits",
        "34; 8; it claims blocks of 2 bytes, but 1 channels of 1 bytes need 1",
        "22; 0; it claims 0 channels",
        "22; 2; it claims blocks of 2 bytes, but 2 channels of 2 bytes need 4",
        "27; 128; it claims a rate of 2147491648 samples a second; known are 1 to 768000",
        "29; 0; it claims 128 bytes a second, but its rate and encoding need 16000",
        "36; 0; it has no chunk \"data\"",
        "40; 127; its chunk \"data\" claims 127 bytes, but 16 are left",
        "40; 15; its data of 15 bytes are no whole number of 2-byte blocks",
      })
  void headersThatLieAreRefused(int at, int value, String message) {
    byte[] bytes = TestFiles.wav16(8000, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8);
    bytes[at] = (byte) value;

    assertThatThrownBy(() -> WavFile.parse(bytes))
        .isInstanceOf(WavFile.WavException.class)
        .hasMessageContaining(message);
  }

  @Test
  void everyCutOffFileIsRefused() {
    byte[] bytes = TestFiles.wav16(8000, 0.1, 0.2, 0.3, 0.4);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> WavFile.parse(cut)).isInstanceOf(WavFile.WavException.class);
    }
  }

  @Test
  void noFlippedByteOfAHeaderEscapesTheChecks() {
    byte[] bytes = extensible(1, 16, 1, encode(1, 16, 1));
    for (int at = 0; at < 68; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] broken = bytes.clone();
        broken[at] = (byte) value;
        try {
          assertThat(WavFile.parse(broken).samples(1000).length).isLessThanOrEqualTo(101);
        } catch (WavFile.WavException e) {
          assertThat(e).hasMessageMatching("(?s)(it|its) .+");
        }
      }
    }
  }

  @Test
  void foreignSubFormatsAndSampleValuesAreRefused() {
    byte[] foreign = extensible(1, 16, 1, encode(1, 16, 1));
    foreign[20 + 39] ^= 1;
    assertThatThrownBy(() -> WavFile.parse(foreign))
        .hasMessage("its extensible format is none of PCM or floats");
    byte[] data =
        ByteBuffer.allocate(8)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putFloat(1f)
            .putFloat(Float.NaN)
            .array();
    assertThatThrownBy(() -> WavFile.parse(TestFiles.wav(3, 32, 1, 8000, data)).samples(2))
        .hasMessage("its sample 1 is infinite or not a number");
  }

  private static float[] samples(int bits, int... bytes) throws WavFile.WavException {
    byte[] data = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      data[i] = (byte) bytes[i];
    }
    return WavFile.parse(TestFiles.wav(1, bits, 1, 8000, data)).samples(99);
  }

  private static byte[] encode(int code, int bits, int channels) {
    ByteBuffer data =
        ByteBuffer.allocate(SOUND.length * channels * bits / 8).order(ByteOrder.LITTLE_ENDIAN);
    for (double sample : SOUND) {
      for (int channel = 0; channel < channels; channel++) {
        long integer = Math.round(sample * (1L << (bits - 1)));
        if (code == 3) {
          data.putFloat((float) sample);
        } else if (bits == 8) {
          data.put((byte) (integer + 128));
        } else {
          for (int shift = 0; shift < bits; shift += 8) {
            data.put((byte) (integer >> shift));
          }
        }
      }
    }
    return data.array();
  }

  private static byte[] extensible(int code, int bits, int channels, byte[] data) {
    int block = channels * bits / 8;
    ByteBuffer format = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    format.putShort((short) 0xFFFE).putShort((short) channels).putInt(8000).putInt(8000 * block);
    format.putShort((short) block).putShort((short) bits).putShort((short) 22);
    format.putShort((short) bits).putInt(4).putShort((short) code).putShort((short) 0);
    format.putInt(0x00100000).putInt(0xAA000080).putInt(0x719B3800);
    return TestFiles.riff(Map.entry("fmt ", format.array()), Map.entry("data", data));
  }
}
