package miles.bench;

import miles.config.RunConfig;
import miles.data.LoadedData;

/**
 * Rounds that are not measured: the Java machine compiles in them, and TensorFlow fills its caches.
 */
final class WarmUp {

  /** Rounds of anything. */
  static final int ROUNDS = 2;

  private static final int MOST_EPOCHS = 10;
  private static final int STEPS = 3_000;

  private WarmUp() {}

  /** Returns epochs of training: more where epochs are short. */
  static int epochs(RunConfig config, LoadedData data) {
    int batch = config.training().batchSize();
    int steps = (data.train().size() + batch - 1) / batch;
    return Math.max(ROUNDS, Math.min(MOST_EPOCHS, (STEPS + steps - 1) / steps));
  }
}
