package miles.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import miles.config.Shown;

/**
 * A WAV file: RIFF with PCM of 8, 16, 24 or 32-bit integers or 32-bit floats, also as
 * WAVE_FORMAT_EXTENSIBLE, of any rate and number of channels.
 *
 * <p>The header is not trusted: sizes that reach past the end of the file, a block size or a byte
 * rate that contradicts the encoding, and a missing chunk are errors.
 *
 * <p>Source: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0",
 * 1991; Microsoft, "Multiple Channel Audio Data and WAVE Files", for the extensible format.
 */
final class WavFile {

  /** A file that is no WAV file of a known encoding; the message is the end of a problem. */
  static final class WavException extends Exception {
    private static final long serialVersionUID = 1L;

    WavException(String message) {
      super(message);
    }
  }

  /** Bytes of a file at most. */
  static final long GREATEST_SIZE = Integer.MAX_VALUE;

  /** Bytes up to which reading a file is cheaper than mapping it. */
  private static final int MAPPED_FROM = 1 << 26;

  private static final int CHUNK_HEADER = 8;

  /** As large as the largest whole number of a WAV file would be if it were not scaled. */
  private static final float LARGEST = 0x1p31f;

  private final WavFormat format;
  private final ByteBuffer data;

  private WavFile(WavFormat format, ByteBuffer data) throws WavException {
    check(
        data.limit() % format.block() == 0,
        "its data of %d bytes are no whole number of %d-byte blocks"
            .formatted(data.limit(), format.block()));
    this.format = format;
    this.data = data;
  }

  /**
   * Reads a file's structure. A large file is mapped, so that only the samples that are asked for
   * are read.
   *
   * @throws WavException if it is no WAV file of a known encoding, its header lies, or it has no
   *     samples
   */
  static WavFile read(Path file) throws IOException, WavException {
    long size = Files.size(file);
    check(
        size <= GREATEST_SIZE,
        "it has %d bytes, and sounds of up to %d are read".formatted(size, GREATEST_SIZE));
    if (size <= MAPPED_FROM) {
      return parse(Files.readAllBytes(file));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      return parse(channel.map(FileChannel.MapMode.READ_ONLY, 0, size));
    }
  }

  /**
   * Reads a file's structure.
   *
   * @param bytes the whole file
   * @throws WavException if it is no WAV file of a known encoding, its header lies, or it has no
   *     samples
   */
  static WavFile parse(byte[] bytes) throws WavException {
    return parse(ByteBuffer.wrap(bytes));
  }

  private static WavFile parse(ByteBuffer bytes) throws WavException {
    ByteBuffer file = bytes.order(ByteOrder.LITTLE_ENDIAN);
    check(
        file.limit() >= 12 && "RIFF".equals(tag(file, 0)) && "WAVE".equals(tag(file, 8)),
        "it does not start with RIFF … WAVE");
    long end = CHUNK_HEADER + Integer.toUnsignedLong(file.getInt(4));
    check(
        end <= file.limit(),
        "its header claims %d bytes, but the file has %d: it is cut off, or was written as a stream"
            .formatted(end, file.limit()));
    WavFormat format = null;
    ByteBuffer data = null;
    long at = 12;
    while (data == null && at + CHUNK_HEADER <= end) {
      String tag = tag(file, (int) at);
      long size = Integer.toUnsignedLong(file.getInt((int) at + 4));
      at += CHUNK_HEADER;
      check(
          at + size <= end,
          "its chunk \"%s\" claims %d bytes, but %d are left: it is cut off, or was written as a stream"
              .formatted(Shown.line(tag), size, end - at));
      if (tag.equals("fmt ")) {
        format = WavFormat.parse(slice(file, at, size));
      } else if (tag.equals("data")) {
        data = slice(file, at, size);
      }
      at += size + size % 2;
    }
    if (format == null || data == null) {
      throw new WavException("it has no chunk \"" + (format == null ? "fmt " : "data") + "\"");
    }
    WavFile wav = new WavFile(format, data);
    check(wav.length() > 0, "it has no samples");
    return wav;
  }

  /** Returns the rate in Hz. */
  int sampleRate() {
    return format.sampleRate();
  }

  /** Returns the number of channels. */
  int channels() {
    return format.channels();
  }

  /** Returns the number of samples of one channel, at least 1. */
  int length() {
    return data.limit() / format.block();
  }

  /**
   * Returns the first samples, channels averaged. Integers of b bits are divided by 2^(b−1); floats
   * stay as they are and may exceed [−1, 1].
   *
   * @param most the greatest number of samples
   * @throws WavException if a float is not a number, or one whose power would be none
   */
  float[] samples(int most) throws WavException {
    float[] samples = new float[Math.min(most, length())];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sample(i);
    }
    return samples;
  }

  /**
   * Reads every sample.
   *
   * @throws WavException if a float is not a number, or one whose power would be none
   */
  void checkSamples() throws WavException {
    for (int i = 0; i < length(); i++) {
      sample(i);
    }
  }

  private float sample(int index) throws WavException {
    int at = index * format.block();
    double sum = 0;
    for (int channel = 0; channel < format.channels(); channel++) {
      sum += value(at + channel * format.bytesPerSample());
    }
    float sample = (float) (sum / format.channels());
    if (!Float.isFinite(sample)) {
      throw new WavException("its sample %d is infinite or not a number".formatted(index));
    }
    if (Math.abs(sample) > LARGEST) {
      throw new WavException(
          "its sample %d is %s; floats of up to 2147483648 are read, and those of most files are at most 1"
              .formatted(index, sample));
    }
    return sample;
  }

  private double value(int at) {
    return switch (format.bytesPerSample()) {
      case 1 -> (Byte.toUnsignedInt(data.get(at)) - 128) / 128.0;
      case 2 -> data.getShort(at) / 32768.0;
      case 3 -> ((data.get(at + 2) << 16) | Short.toUnsignedInt(data.getShort(at))) / 8388608.0;
      default -> format.real() ? data.getFloat(at) : data.getInt(at) / 2147483648.0;
    };
  }

  private static String tag(ByteBuffer file, int at) {
    byte[] tag = new byte[4];
    file.get(at, tag);
    return new String(tag, StandardCharsets.ISO_8859_1);
  }

  private static ByteBuffer slice(ByteBuffer file, long at, long size) {
    return file.slice((int) at, (int) size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static void check(boolean holds, String problem) throws WavException {
    if (!holds) {
      throw new WavException(problem);
    }
  }
}
