package miles.config;

import java.util.List;

/** One modality: its source columns, its preprocessing and its encoder. */
public sealed interface ModalityConfig
    permits ModalityConfig.Image,
        ModalityConfig.Audio,
        ModalityConfig.Text,
        ModalityConfig.Tabular {

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
  @Kind("image")
  record Image(
      String column,
      @Allowed(min = 1, max = Allowed.LONGEST_SIDE) int height,
      @Allowed(min = 1, max = Allowed.LONGEST_SIDE) int width,
      @Default("3") @Allowed(oneOf = {1, 3}) int channels,
      EncoderConfig encoder)
      implements ModalityConfig {
    public Image {
      Check.values(Image.class, column, height, width, channels, encoder);
      fits(encoder, "cnn", "resnet", "mlp", "saved-model").done();
    }
  }

  /**
   * A sound as log-mel spectrogram {@code [batch, frames, melBins] float32} or as MFCCs {@code
   * [batch, frames, coefficients] float32}, frames = 1 + (samples − frameLength) / frameStep,
   * samples = seconds · sampleRate; shorter sounds are padded with silence, longer ones cut.
   *
   * @param column the manifest's column of WAV paths
   * @param sampleRate Hz; other rates are resampled to it
   * @param seconds length after padding or cutting
   * @param frameLength samples a frame
   * @param frameStep samples from one frame to the next
   * @param melBins mel bands
   * @param lowHz lower edge of the lowest band, Hz
   * @param highHz upper edge of the highest band, Hz; at most half of sampleRate
   * @param scaling what a sound's samples are divided by before anything else
   * @param features what an encoder sees of every frame
   * @param coefficients MFCCs kept, from the first; at most melBins; counts for mfcc alone
   * @param standardize whether every band or coefficient is standardised with the training split's
   *     mean and standard deviation; an encoder trained elsewhere wants the values as they are
   * @param encoder the encoder
   */
  @Kind("audio")
  record Audio(
      String column,
      @Allowed(min = 1, max = 192_000) int sampleRate,
      @Allowed(above = 0, max = 3_600) double seconds,
      @Default(derived = "25 ms: 0.025 · sample_rate")
          @Allowed(min = 2, max = Allowed.LONGEST_SEQUENCE)
          int frameLength,
      @Default(derived = "10 ms: 0.010 · sample_rate")
          @Allowed(min = 1, max = Allowed.LONGEST_SEQUENCE)
          int frameStep,
      @Default("40") @Allowed(min = 1, max = Allowed.MOST_BANDS) int melBins,
      @Default("0") @Allowed(min = 0) double lowHz,
      @Default(derived = "half of sample_rate") @Allowed(above = 0) double highHz,
      @Default("none") Scaling scaling,
      @Default("log-mel") Features features,
      @Default("13") @Allowed(min = 1) int coefficients,
      @Default("true") boolean standardize,
      EncoderConfig encoder)
      implements ModalityConfig {

    /** What the samples of a sound are divided by. */
    public enum Scaling {
      /** Nothing: 16-bit samples span [−1, 1). */
      NONE,
      /** The largest sample: x / max(x), by sign, not by magnitude; silence stays as it is. */
      MAXIMUM
    }

    /** What an encoder sees of a frame. */
    public enum Features {
      /** The logarithm of the mel bands. */
      LOG_MEL,
      /** Mel-frequency cepstral coefficients: the DCT-II of the log-mel bands. */
      MFCC
    }

    public Audio {
      Check.values(
          Audio.class,
          column,
          sampleRate,
          seconds,
          frameLength,
          frameStep,
          melBins,
          lowHz,
          highHz,
          scaling,
          features,
          coefficients,
          standardize,
          encoder);
      fits(encoder, "cnn", "resnet", "cnn-1d", "gru", "lstm", "mlp", "saved-model")
          .that(
              highHz > lowHz && highHz <= sampleRate / 2.0,
              "high_hz",
              highHz,
              "more than low_hz (%s) and at most half of sample_rate (%s)"
                  .formatted(lowHz, sampleRate / 2.0))
          .that(
              samples(seconds, sampleRate) >= frameLength,
              "frame_length",
              frameLength,
              "at most seconds times sample_rate (%d)".formatted(samples(seconds, sampleRate)))
          .that(
              features == Features.LOG_MEL || coefficients <= melBins,
              "coefficients",
              coefficients,
              "at most mel_bins (%d)".formatted(melBins))
          .done();
    }

    /** A log-mel spectrogram of unscaled samples, standardised: what a run file says by default. */
    public Audio(
        String column,
        int sampleRate,
        double seconds,
        int frameLength,
        int frameStep,
        int melBins,
        double lowHz,
        double highHz,
        EncoderConfig encoder) {
      this(
          column,
          sampleRate,
          seconds,
          frameLength,
          frameStep,
          melBins,
          lowHz,
          highHz,
          Scaling.NONE,
          Features.LOG_MEL,
          13,
          true,
          encoder);
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
  @Kind("text")
  record Text(
      String column,
      @Default("words") Tokens tokens,
      @Default("true") boolean lowercase,
      @Default("64") @Allowed(min = 1, max = Allowed.LONGEST_SEQUENCE) int length,
      @Default("4096") @Allowed(min = 1, max = Allowed.MOST_BUCKETS) int buckets,
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
      Check.values(Text.class, column, tokens, lowercase, length, buckets, encoder);
      fits(encoder, "cnn-1d", "gru", "lstm", "embedding-bag", "saved-model").done();
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
  @Kind("tabular")
  record Tabular(
      @Default("[]") @Allowed(distinct = true) List<String> columns, EncoderConfig encoder)
      implements ModalityConfig {
    public Tabular {
      columns = List.copyOf(columns);
      Check.values(Tabular.class, columns, encoder);
      fits(encoder, "mlp", "saved-model").done();
    }
  }

  /** Refuses an encoder that cannot take the values of this kind of modality. */
  private static Check fits(EncoderConfig encoder, String... kinds) {
    String kind = Variant.kindOf(encoder);
    return new Check()
        .that(List.of(kinds).contains(kind), "encoder.kind", kind, Names.oneOf(List.of(kinds)));
  }
}
