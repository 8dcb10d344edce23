package miles.data;

import static miles.data.WavFile.check;

import java.nio.ByteBuffer;
import java.util.Arrays;
import miles.data.WavFile.WavException;

/**
 * How a WAV file stores its samples.
 *
 * @param sampleRate Hz, at least 1
 * @param channels at least 1
 * @param bytesPerSample 1 to 4 for integers, 4 for floats
 * @param real whether samples are floats
 */
record WavFormat(int sampleRate, int channels, int bytesPerSample, boolean real) {

  private static final int PCM = 1;
  private static final int FLOAT = 3;
  private static final int EXTENSIBLE = 0xFFFE;

  /** More than any recorder offers; a header that claims more lies. */
  private static final int GREATEST_RATE = 768_000;

  /** What follows the format code in the extensible format's GUIDs of PCM and of floats. */
  private static final byte[] GUID_TAIL = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  /** Returns the bytes of one sample of every channel. */
  int block() {
    return channels * bytesPerSample;
  }

  /**
   * Reads the chunk "fmt ".
   *
   * @throws WavException if the encoding is unknown or the chunk contradicts itself
   */
  static WavFormat parse(ByteBuffer chunk) throws WavException {
    check(chunk.limit() >= 16, "its format has %d bytes, not 16 or more".formatted(chunk.limit()));
    int channels = Short.toUnsignedInt(chunk.getShort(2));
    check(channels > 0, "it claims 0 channels");
    int rate = chunk.getInt(4);
    check(
        rate > 0 && rate <= GREATEST_RATE,
        "it claims a rate of %d samples a second; known are 1 to %d"
            .formatted(Integer.toUnsignedLong(rate), GREATEST_RATE));
    int bits = Short.toUnsignedInt(chunk.getShort(14));
    int code = code(chunk, bits);
    boolean known =
        code == FLOAT ? bits == 32 : code == PCM && bits % 8 == 0 && bits >= 8 && bits <= 32;
    check(
        known,
        "its encoding is format %d with %d bits; known are PCM of 8, 16, 24 or 32-bit integers and 32-bit floats"
            .formatted(code, bits));
    WavFormat format = new WavFormat(rate, channels, bits / 8, code == FLOAT);
    format.checkSizes(chunk);
    return format;
  }

  private static int code(ByteBuffer chunk, int bits) throws WavException {
    int code = Short.toUnsignedInt(chunk.getShort(0));
    if (code != EXTENSIBLE) {
      return code;
    }
    check(
        chunk.limit() >= 40, "its extensible format has %d bytes, not 40".formatted(chunk.limit()));
    int valid = Short.toUnsignedInt(chunk.getShort(18));
    check(valid <= bits, "it claims %d valid bits, but its samples have %d".formatted(valid, bits));
    byte[] tail = new byte[GUID_TAIL.length];
    chunk.get(26, tail);
    check(Arrays.equals(tail, GUID_TAIL), "its extensible format is none of PCM or floats");
    return Short.toUnsignedInt(chunk.getShort(24));
  }

  private void checkSizes(ByteBuffer chunk) throws WavException {
    int block = Short.toUnsignedInt(chunk.getShort(12));
    check(
        block == block(),
        "it claims blocks of %d bytes, but %d channels of %d bytes need %d"
            .formatted(block, channels, bytesPerSample, block()));
    long rate = Integer.toUnsignedLong(chunk.getInt(8));
    check(
        rate == (long) sampleRate * block,
        "it claims %d bytes a second, but its rate and encoding need %d"
            .formatted(rate, (long) sampleRate * block));
  }
}
