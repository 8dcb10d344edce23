package miles.config;

import java.util.List;

/** One modality: its source columns, its preprocessing and its encoder. */
public sealed interface ModalityConfig {

  /** Returns the encoder that turns this modality's values into an embedding. */
  EncoderConfig encoder();

  /**
   * A picture, resized and scaled to [0, 1]: {@code [batch, height, width, channels] float32}.
   *
   * @param column the manifest's column of PNG or JPEG paths
   * @param height pixels
   * @param width pixels
   * @param channels 1 (grey) or 3 (RGB)
   * @param encoder the encoder
   */
  record Image(String column, int height, int width, int channels, EncoderConfig encoder)
      implements ModalityConfig {
    public Image {
      Check.atLeast(1, "height", height);
      Check.atLeast(1, "width", width);
      Check.that(channels == 1 || channels == 3, "channels", channels, "1 (grey) or 3 (RGB)");
    }
  }

  /**
   * A sound as log-mel spectrogram: {@code [batch, frames, melBins] float32}, frames = 1 + (samples
   * − frameLength) / frameStep, samples = seconds · sampleRate; shorter sounds are padded with
   * silence, longer ones cut.
   *
   * @param column the manifest's column of WAV paths
   * @param sampleRate Hz; other rates are resampled to it
   * @param seconds length after padding or cutting
   * @param frameLength samples a frame
   * @param frameStep samples from one frame to the next
   * @param melBins mel bands
   * @param lowHz lower edge of the lowest band, Hz
   * @param highHz upper edge of the highest band, Hz; at most half of sampleRate
   * @param encoder the encoder
   */
  record Audio(
      String column,
      int sampleRate,
      double seconds,
      int frameLength,
      int frameStep,
      int melBins,
      double lowHz,
      double highHz,
      EncoderConfig encoder)
      implements ModalityConfig {
    public Audio {
      Check.atLeast(1, "sample_rate", sampleRate);
      Check.positive("seconds", seconds);
      Check.atLeast(2, "frame_length", frameLength);
      Check.atLeast(1, "frame_step", frameStep);
      Check.atLeast(1, "mel_bins", melBins);
      Check.notNegative("low_hz", lowHz);
      Check.that(
          highHz > lowHz && highHz <= sampleRate / 2.0,
          "high_hz",
          highHz,
          "more than low_hz and at most half of sample_rate");
      Check.that(
          samples(seconds, sampleRate) >= frameLength,
          "frame_length",
          frameLength,
          "at most seconds times sample_rate");
    }

    /** Returns the number of samples after padding or cutting. */
    public int samples() {
      return samples(seconds, sampleRate);
    }

    /** Returns the number of frames of the spectrogram. */
    public int frames() {
      return 1 + (samples() - frameLength) / frameStep;
    }

    private static int samples(double seconds, int sampleRate) {
      return (int) Math.round(seconds * sampleRate);
    }
  }

  /**
   * A text as token ids: {@code [batch, length] int32}; 0 is padding, other ids are hash buckets 1
   * … buckets.
   *
   * @param column the manifest's text column
   * @param tokens what a token is
   * @param lowercase whether the text is lower-cased first
   * @param length tokens kept; shorter texts are padded, longer ones cut
   * @param buckets number of hash buckets
   * @param encoder the encoder
   */
  record Text(
      String column,
      Tokens tokens,
      boolean lowercase,
      int length,
      int buckets,
      EncoderConfig encoder)
      implements ModalityConfig {

    /** What a token is. */
    public enum Tokens {
      /** Words between white space. */
      WORDS,
      /** Unicode characters. */
      CHARACTERS,
      /** Every three neighbouring characters. */
      TRIGRAMS
    }

    public Text {
      Check.atLeast(1, "length", length);
      Check.atLeast(1, "buckets", buckets);
    }
  }

  /**
   * Numbers, standardised with the mean and standard deviation of the training split: {@code
   * [batch, columns] float32}.
   *
   * @param columns the manifest's columns; empty: every column named {@code <modality>.<name>}, in
   *     the file's order
   * @param encoder the encoder
   */
  record Tabular(List<String> columns, EncoderConfig encoder) implements ModalityConfig {
    public Tabular {
      columns = List.copyOf(columns);
    }
  }
}
