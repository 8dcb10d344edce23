package miles.data;

import java.util.List;
import miles.config.ModalityConfig;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Sounds as log-mel spectrograms, standardised band by band with the training split's statistics.
 *
 * <p>Raw values are {@code [batch, any length] float32} samples of one channel at the sample rate,
 * usually in [−1, 1]; they are cut or padded with silence to the length. Then, with frames of N =
 * frameLength samples every frameStep samples:
 *
 * <pre>
 *   window     w[n] = ½ − ½ cos(2πn / N)                              (periodic Hann)
 *   magnitude  |X[t, k]| of the DFT of w · frame t, zero-padded to the next power of two
 *   log-mel    ln(Σ_k |X[t, k]| · mel[k, b] + 10⁻⁶)                   (HTK bands, see MelFilterbank)
 *   feature    (log-mel − mean[b]) / deviation[b]
 * </pre>
 *
 * @param modality the modality's name
 * @param column the manifest's column of paths
 * @param sampleRate Hz; files of other rates are resampled when they are read
 * @param samples length after cutting or padding
 * @param frameLength samples a frame
 * @param frameStep samples from one frame to the next
 * @param melBins mel bands
 * @param lowHz lower edge of the lowest band
 * @param highHz upper edge of the highest band
 * @param means each band's mean log-mel over the frames of the training split
 * @param deviations each band's standard deviation over the same, greater than 0
 */
public record AudioPreprocessor(
    String modality,
    String column,
    int sampleRate,
    int samples,
    int frameLength,
    int frameStep,
    int melBins,
    double lowHz,
    double highHz,
    List<Float> means,
    List<Float> deviations)
    implements Preprocessor {

  private static final float FLOOR = 1e-6f;

  public AudioPreprocessor {
    means = Standardization.checked(modality, means, melBins);
    deviations = Standardization.checked(modality, deviations, melBins);
  }

  /** Returns the settings of a run file, before any statistics: log-mel values pass unchanged. */
  static AudioPreprocessor unfitted(String modality, ModalityConfig.Audio config) {
    return new AudioPreprocessor(
        modality,
        config.column(),
        config.sampleRate(),
        config.samples(),
        config.frameLength(),
        config.frameStep(),
        config.melBins(),
        config.lowHz(),
        config.highHz(),
        Standardization.noMeans(config.melBins()),
        Standardization.noDeviations(config.melBins()));
  }

  /** Returns the same settings with the statistics of a training split. */
  AudioPreprocessor standardised(List<Float> newMeans, List<Float> newDeviations) {
    return new AudioPreprocessor(
        modality,
        column,
        sampleRate,
        samples,
        frameLength,
        frameStep,
        melBins,
        lowHz,
        highHz,
        newMeans,
        newDeviations);
  }

  /** Returns the number of frames of a spectrogram. */
  public int frames() {
    return 1 + (samples - frameLength) / frameStep;
  }

  @Override
  public ManifestSchema.Source source() {
    return new ManifestSchema.Source(modality, ManifestSchema.Source.Kind.AUDIO, List.of(column));
  }

  @Override
  public FeatureSpec feature() {
    return new FeatureSpec(modality, FeatureSpec.Type.FLOAT32, List.of(frames(), melBins), 0);
  }

  @Override
  public Placeholder<TFloat32> input(Ops tf, String name) {
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<?> raw) {
    Operand<TFloat32> sounds = fit(tf, raw.asOutput().expect(TFloat32.class));
    var spectrum =
        tf.audio.audioSpectrogram(
            tf.linalg.transpose(sounds, tf.constant(new int[] {1, 0})),
            (long) frameLength,
            (long) frameStep);
    int bins = bins();
    var mel = tf.constant(filters());
    var rows = tf.reshape(spectrum, tf.constant(new int[] {-1, bins}));
    var logMel = tf.math.log(tf.math.add(tf.linalg.matMul(rows, mel), tf.constant(FLOOR)));
    var standard = Standardization.build(tf, logMel, means, deviations);
    return tf.reshape(standard, tf.constant(new int[] {-1, frames(), melBins}));
  }

  /** Cuts or pads {@code [batch, any length]} to {@code [batch, samples]}. */
  private Operand<TFloat32> fit(Ops tf, Operand<TFloat32> sounds) {
    var cut =
        tf.stridedSlice(
            sounds,
            tf.constant(new int[] {0, 0}),
            tf.constant(new int[] {0, samples}),
            tf.constant(new int[] {1, 1}),
            StridedSlice.endMask(1L));
    Operand<TInt32> length = tf.gather(tf.shape(cut), tf.constant(1), tf.constant(0));
    Operand<TInt32> missing = tf.math.sub(tf.constant(samples), length);
    var none = tf.constant(0);
    var padding =
        tf.reshape(tf.stack(List.of(none, none, none, missing)), tf.constant(new int[] {2, 2}));
    return tf.reshape(tf.pad(cut, padding, tf.constant(0f)), tf.constant(new int[] {-1, samples}));
  }

  /** Returns the mel filters {@code [bins, melBins]}. */
  float[][] filters() {
    return MelFilterbank.weights(bins(), sampleRate, melBins, lowHz, highHz);
  }

  private int bins() {
    int transform = Integer.highestOneBit(frameLength);
    return (transform == frameLength ? transform : 2 * transform) / 2 + 1;
  }
}
