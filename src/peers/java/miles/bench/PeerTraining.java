package miles.bench;

import java.util.Arrays;
import java.util.List;
import miles.config.EncoderConfig;
import miles.config.FusionConfig;
import miles.config.ModalityConfig;
import miles.config.Normalization;
import miles.config.OptimizerConfig;
import miles.config.RunConfig;
import miles.data.Batch;
import miles.data.Dataset;
import miles.data.Shuffle;

/**
 * The network of a run whose encoders are {@code cnn} with batch normalisation and whose fusion is
 * a plain {@code concat}, trained by another library: the same layers, heads, batches, order of
 * samples and Adam.
 */
abstract class PeerTraining implements AutoCloseable {

  /** The data of the run. */
  final Dataset data;

  /** What the next step trains on. */
  final Batch batch;

  private final long seed;
  private int epoch;
  private int[] order = {};
  private int next;

  PeerTraining(RunConfig config, Dataset data) {
    if (!(config.fusion() instanceof FusionConfig.Concat)
        || !(config.optimizer() instanceof OptimizerConfig.Adam)) {
      throw new IllegalArgumentException("only concat and adam are compared");
    }
    config.modalities().values().forEach(PeerTraining::cnn);
    this.data = data;
    this.seed = config.training().seed();
    this.batch = data.batch(Math.min(config.training().batchSize(), data.size()));
  }

  /** Makes steps, reading their batches; returns how many a second. */
  final double stepsPerSecond(int count) {
    long started = System.nanoTime();
    for (int s = 0; s < count; s++) {
      if (next >= order.length) {
        order = Shuffle.order(seed, ++epoch, data.size());
        next = 0;
      }
      int size = Math.min(batch.capacity(), order.length - next);
      data.read(order, next, size, batch);
      next += size;
      step(size);
    }
    return count / ((System.nanoTime() - started) / 1e9);
  }

  /**
   * Trains on the batch.
   *
   * @param size samples in it
   */
  abstract void step(int size);

  /** Returns a modality's values in the batch, of {@link #shape}. */
  final float[] values(int modality, int size) {
    int count = 1;
    for (long each : shape(modality, size)) {
      count *= (int) each;
    }
    return Arrays.copyOf(batch.floats(modality), count);
  }

  /** Returns samples, channels, height and width; what the values mean plays no part here. */
  final long[] shape(int modality, int size) {
    List<Integer> sizes = data.features().get(modality).shape();
    int channels = sizes.size() > 2 ? sizes.get(2) : 1;
    return new long[] {size, channels, sizes.get(0), sizes.get(1)};
  }

  /** Returns the class of a sample of the batch. */
  final int label(int sample) {
    for (int k = 0; k < data.outputs(); k++) {
      if (batch.targets()[sample * data.outputs() + k] == 1) {
        return k;
      }
    }
    throw new IllegalArgumentException("a sample without a class");
  }

  /** Returns the encoder of a modality, which the other libraries can build too. */
  static EncoderConfig.Cnn cnn(ModalityConfig modality) {
    if (modality.encoder() instanceof EncoderConfig.Cnn cnn
        && cnn.normalization() == Normalization.BATCH
        && cnn.dropout() == 0) {
      return cnn;
    }
    throw new IllegalArgumentException(
        "only cnn encoders with batch normalisation and without dropout are compared");
  }

  @Override
  public abstract void close();
}
