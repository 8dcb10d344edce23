package miles.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The training loop.
 *
 * @param epochs passes over the training split
 * @param batchSize samples a step; the last batch of an epoch may be smaller
 * @param evaluationBatchSize samples a step of evaluation
 * @param seed seed of initial values, shuffling and dropout
 * @param threads threads of TensorFlow, inside an operation and between operations; the first run
 *     in a process decides, and the bits depend on it; 1: the thread that trains; 0: TensorFlow's
 *     choice
 * @param precision what training computes with, its validation included; {@code evaluate}, {@code
 *     predict}, the embeddings of frozen encoders and the exported model have 32 bits
 * @param monitor what chooses the best epoch
 * @param encoderRates what multiplies the learning rate of a modality's encoder, by modality; 1 for
 *     those left out
 * @param earlyStopping when to stop before the last epoch; empty: never
 * @param checkpoints how many of the newest checkpoints are kept, beside the best
 * @param events whether {@code events/} gets files for TensorBoard
 */
public record TrainingConfig(
    @Allowed(min = 1) int epochs,
    @Default("64") @Allowed(min = 1) int batchSize,
    @Default("256") @Allowed(min = 1) int evaluationBatchSize,
    @Default("1") long seed,
    @Default("0") @Allowed(min = 0) int threads,
    @Default("float32") Precision precision,
    @Default(value = "score", derived = "heads when balance.method is unimodal") Monitor monitor,
    @Default("{}") @Allowed(above = 0) Map<String, Double> encoderRates,
    Optional<EarlyStopping> earlyStopping,
    @Default("2") @Allowed(min = 1) int checkpoints,
    @Default("true") boolean events) {

  /** What training computes with; variables are always float32. */
  public enum Precision {
    /** 32 bits. */
    FLOAT32,
    /**
     * Convolutions, products of matrices and what lies between them with 16 bits, where the
     * processor is known to have instructions for it; elsewhere 32 bits.
     */
    BF16
  }

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
  public record EarlyStopping(
      @Allowed(min = 0) int patience, @Default("0") @Allowed(min = 0) double minDelta) {
    public EarlyStopping {
      Check.values(EarlyStopping.class, patience, minDelta);
    }
  }

  public TrainingConfig {
    encoderRates = Collections.unmodifiableMap(new LinkedHashMap<>(encoderRates));
    Check.values(
        TrainingConfig.class,
        epochs,
        batchSize,
        evaluationBatchSize,
        seed,
        threads,
        precision,
        monitor,
        encoderRates,
        earlyStopping,
        checkpoints,
        events);
  }
}
