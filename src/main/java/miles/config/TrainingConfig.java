package miles.config;

import java.util.Optional;

/**
 * The training loop.
 *
 * @param epochs passes over the training split
 * @param batchSize samples a step; the last batch of an epoch may be smaller
 * @param evaluationBatchSize samples a step of evaluation
 * @param seed seed of initial values, shuffling and dropout
 * @param threads threads of TensorFlow, inside an operation and between operations; 0: TensorFlow's
 *     choice
 * @param monitor what chooses the best epoch
 * @param earlyStopping when to stop before the last epoch; empty: never
 * @param checkpoints how many of the newest checkpoints are kept, beside the best
 */
public record TrainingConfig(
    int epochs,
    int batchSize,
    int evaluationBatchSize,
    long seed,
    int threads,
    Monitor monitor,
    Optional<EarlyStopping> earlyStopping,
    int checkpoints) {

  /** What chooses the best epoch, always on the validation split. */
  public enum Monitor {
    /** The fused score, the larger the better. */
    SCORE,
    /** The mean of the heads' scores, the larger the better; the choice of unimodal runs. */
    HEADS,
    /** The loss, the smaller the better. */
    LOSS
  }

  /**
   * Early stopping with the meanings of Keras.
   *
   * @param patience epochs without improvement after which training stops
   * @param minDelta the least change that counts as an improvement
   */
  public record EarlyStopping(int patience, double minDelta) {
    public EarlyStopping {
      Check.atLeast(0, "patience", patience);
      Check.notNegative("min_delta", minDelta);
    }
  }

  public TrainingConfig {
    Check.atLeast(1, "epochs", epochs);
    Check.atLeast(1, "batch_size", batchSize);
    Check.atLeast(1, "evaluation_batch_size", evaluationBatchSize);
    Check.atLeast(0, "threads", threads);
    Check.atLeast(1, "checkpoints", checkpoints);
  }
}
