package miles.data;

import java.util.List;
import miles.config.ModalityConfig;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceMax;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Sounds as log-mel spectrograms or MFCCs, standardised column by column with the training split's
 * statistics unless the run file says otherwise.
 *
 * <p>Raw values are {@code [batch, any length] float32} samples of one channel at the sample rate,
 * usually in [−1, 1]; they are cut or padded with silence to the length. Then, with frames of N =
 * frameLength samples every frameStep samples and B = melBins bands:
 *
 * <pre>
 *   scaling    x / max(x) if wanted and max(x) &gt; 0
 *   window     w[n] = ½ − ½ cos(2πn / N)                              (periodic Hann)
 *   magnitude  |X[t, k]| of the DFT of w · frame t, zero-padded to the next power of two
 *   log-mel    ln(Σ_k |X[t, k]| · mel[k, b] + 10⁻⁶)                   (HTK bands, see MelFilterbank)
 *   MFCC       √(2 / B) Σ_b log-mel[t, b] · cos(π c (b + ½) / B)      if wanted, c = 0 … coefficients − 1
 *   feature    (value − mean[c]) / deviation[c]
 * </pre>
 *
 * <p>The MFCCs are those of {@code tf.signal.mfccs_from_log_mel_spectrograms}: HTK's scale, in
 * which c = 0 is √2 larger than in an orthonormal transform. Source: S. Young and others, "The HTK
 * Book", section 5.6.
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
 * @param scaling what the samples are divided by
 * @param coefficients MFCCs kept, at most melBins; 0: log-mel values, no MFCCs
 * @param standardize whether the training split's statistics are wanted
 * @param means each column's mean over the frames of the training split
 * @param deviations each column's standard deviation over the same, greater than 0
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
    ModalityConfig.Audio.Scaling scaling,
    int coefficients,
    boolean standardize,
    List<Float> means,
    List<Float> deviations)
    implements Preprocessor {

  private static final float FLOOR = 1e-6f;

  public AudioPreprocessor {
    int columns = columns(coefficients, melBins);
    means = Standardization.checked(modality, means, columns);
    deviations = Standardization.checked(modality, deviations, columns);
  }

  /** Returns the settings of a run file, before any statistics: values pass unchanged. */
  static AudioPreprocessor unfitted(String modality, ModalityConfig.Audio config) {
    boolean mfcc = config.features() == ModalityConfig.Audio.Features.MFCC;
    int coefficients = mfcc ? config.coefficients() : 0;
    int columns = columns(coefficients, config.melBins());
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
        config.scaling(),
        coefficients,
        config.standardize(),
        Standardization.noMeans(columns),
        Standardization.noDeviations(columns));
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
        scaling,
        coefficients,
        standardize,
        newMeans,
        newDeviations);
  }

  /** Returns the number of frames of a spectrogram. */
  public int frames() {
    return 1 + (samples - frameLength) / frameStep;
  }

  /** Returns the number of values of a frame: MFCCs or mel bands. */
  public int columns() {
    return columns(coefficients, melBins);
  }

  private static int columns(int coefficients, int melBins) {
    return coefficients > 0 ? coefficients : melBins;
  }

  @Override
  public ManifestSchema.Source source() {
    return new ManifestSchema.Source(modality, ManifestSchema.Source.Kind.AUDIO, List.of(column));
  }

  @Override
  public FeatureSpec feature() {
    return new FeatureSpec(modality, FeatureSpec.Type.FLOAT32, List.of(frames(), columns()), 0);
  }

  @Override
  public Placeholder<TFloat32> input(Ops tf, String name) {
    Shape shape = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);
    return tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(shape));
  }

  @Override
  public Operand<TFloat32> build(Ops tf, Operand<?> raw) {
    Operand<TFloat32> sounds = scale(tf, fit(tf, raw.asOutput().expect(TFloat32.class)));
    var spectrum =
        tf.audio.audioSpectrogram(
            tf.linalg.transpose(sounds, tf.constant(new int[] {1, 0})),
            (long) frameLength,
            (long) frameStep);
    int bins = bins();
    var mel = tf.constant(filters());
    var rows = tf.reshape(spectrum, tf.constant(new int[] {-1, bins}));
    var logMel = tf.math.log(tf.math.add(tf.linalg.matMul(rows, mel), tf.constant(FLOOR)));
    var values = coefficients > 0 ? tf.linalg.matMul(logMel, tf.constant(cosines())) : logMel;
    var standard = Standardization.build(tf, values, means, deviations);
    return tf.reshape(standard, tf.constant(new int[] {-1, frames(), columns()}));
  }

  /** Divides every sound {@code [batch, samples]} by its largest sample, if that is wanted. */
  private Operand<TFloat32> scale(Ops tf, Operand<TFloat32> sounds) {
    if (scaling == ModalityConfig.Audio.Scaling.NONE) {
      return sounds;
    }
    var largest = tf.reduceMax(sounds, tf.constant(1), ReduceMax.keepDims(true));
    var one = tf.onesLike(largest);
    return tf.math.div(sounds, tf.select(tf.math.greater(largest, tf.constant(0f)), largest, one));
  }

  /** Returns the transform {@code [melBins, coefficients]} from log-mel values to MFCCs. */
  private float[][] cosines() {
    float[][] cosines = new float[melBins][coefficients];
    for (int band = 0; band < melBins; band++) {
      for (int c = 0; c < coefficients; c++) {
        double angle = StrictMath.PI * c * (band + 0.5) / melBins;
        cosines[band][c] = (float) (StrictMath.sqrt(2.0 / melBins) * StrictMath.cos(angle));
      }
    }
    return cosines;
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
