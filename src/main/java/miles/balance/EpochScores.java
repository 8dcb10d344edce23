package miles.balance;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import miles.config.BalanceConfig.Split;
import miles.evaluate.ModalityScores;

/**
 * What a balancing method learns from an epoch.
 *
 * @param validation scores of the validation split at the epoch's end
 * @param training scores of the training split at the epoch's end, if the method decides by them
 * @param validationLosses unweighted mean losses of the validation split at the epoch's end, by the
 *     keys of the loss weights; NaN where no sample has the modality
 */
public record EpochScores(
    ModalityScores validation,
    Optional<ModalityScores> training,
    Map<String, Double> validationLosses) {

  public EpochScores {
    validationLosses = Collections.unmodifiableMap(new LinkedHashMap<>(validationLosses));
  }

  /**
   * Returns the scores of a split.
   *
   * @throws IllegalStateException if the split was not scored
   */
  public ModalityScores of(Split split) {
    return switch (split) {
      case VALIDATION -> validation;
      case TRAIN ->
          training.orElseThrow(
              () -> new IllegalStateException("the training split was not scored"));
    };
  }
}
