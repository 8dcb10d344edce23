package miles.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import miles.config.TrainingConfig.Monitor;
import miles.evaluate.ModalityScores;

/**
 * What one epoch did, as {@code epochs.csv} and the listeners get it.
 *
 * @param epoch the epoch, counted from 1
 * @param step steps of the run up to its end
 * @param trainingLosses means over the epoch's steps, while the variables moved
 * @param validationLosses means over the validation split at the epoch's end
 * @param scores the validation split's scores at the epoch's end
 * @param trainingScores the training split's scores at the epoch's end, where the balancing method
 *     asks for them
 * @param learningRates the rate of every parameter group at the epoch's last step
 * @param seconds wall-clock time of training and evaluation
 */
public record EpochRecord(
    int epoch,
    long step,
    Losses trainingLosses,
    Losses validationLosses,
    ModalityScores scores,
    Optional<ModalityScores> trainingScores,
    Map<String, Double> learningRates,
    double seconds) {

  public EpochRecord {
    learningRates = Collections.unmodifiableMap(new LinkedHashMap<>(learningRates));
  }

  /** Returns what chooses the best epoch, the larger the better. */
  double monitored(Monitor monitor) {
    return switch (monitor) {
      case SCORE -> scores.fused();
      case HEADS ->
          scores.heads().values().stream().mapToDouble(score -> score).average().orElse(Double.NaN);
      case LOSS -> -validationLosses.total();
    };
  }
}
