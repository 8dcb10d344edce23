package miles.data;

/** Any bytes as a WAV file. */
public final class WavFuzz {

  private static final int MOST_SAMPLES = 1_000;

  private WavFuzz() {}

  /** The entry that Jazzer and {@code FuzzTest} call. */
  public static void fuzzerTestOneInput(byte[] input) {
    try {
      WavFile file = WavFile.parse(input);
      float[] samples = file.samples(MOST_SAMPLES);
      if (samples.length > file.length() || file.sampleRate() < 1 || file.channels() < 1) {
        throw new IllegalStateException("samples that are not there");
      }
      file.checkSamples();
    } catch (WavFile.WavException e) {
      if (String.valueOf(e.getMessage()).chars().anyMatch(Character::isISOControl)) {
        throw new IllegalStateException("no sentence for a terminal", e);
      }
    }
  }
}
