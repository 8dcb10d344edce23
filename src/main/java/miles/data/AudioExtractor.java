package miles.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Reads WAV files. */
final class AudioExtractor extends FileExtractor {

  private static final int MOST_RESAMPLERS = 16;

  private final AudioPreprocessor audio;
  private final Map<Integer, Resampler> resamplers = new ConcurrentHashMap<>();

  AudioExtractor(Ops tf, AudioPreprocessor audio) {
    this(tf, audio, audio.input(tf, "samples"));
  }

  private AudioExtractor(Ops tf, AudioPreprocessor audio, Placeholder<TFloat32> samples) {
    super(audio, samples, audio.build(tf, samples));
    this.audio = audio;
  }

  @Override
  Tensor raw(Path file) throws IOException, UndecodableException {
    try {
      float[] samples = samples(WavFile.read(file));
      return TFloat32.tensorOf(Shape.of(1, samples.length), DataBuffers.of(samples));
    } catch (WavFile.WavException e) {
      throw new UndecodableException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Returns no more samples at the configured rate than the model takes. */
  private float[] samples(WavFile file) throws WavFile.WavException {
    if (file.sampleRate() == audio.sampleRate()) {
      return file.samples(audio.samples());
    }
    Resampler resampler = resampler(file.sampleRate());
    int needed = (int) Math.min(file.length(), resampler.needed(audio.samples()));
    return resampler.resample(file.samples(needed), audio.samples());
  }

  /** Few rates are kept: a resampler holds up to 8 MB, and any file may claim a rate of its own. */
  private Resampler resampler(int rate) {
    Resampler kept = resamplers.get(rate);
    if (kept == null) {
      kept = new Resampler(rate, audio.sampleRate());
      if (resamplers.size() < MOST_RESAMPLERS) {
        resamplers.put(rate, kept);
      }
    }
    return kept;
  }
}
