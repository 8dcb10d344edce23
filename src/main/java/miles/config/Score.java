package miles.config;

/**
 * A metric where larger is better; the utilization rates and the choice of the best epoch are made
 * from it.
 */
public enum Score {
  /**
   * Share of samples whose most probable class is the label; multi-label: share of correct label
   * decisions.
   */
  ACCURACY,
  /** Unweighted mean over the classes of the F1 score. */
  MACRO_F1,
  /**
   * Unweighted mean over the classes of the area under the ROC curve, one class against the rest.
   */
  AUROC,
  /** Unweighted mean over the classes of average precision, one class against the rest. */
  AVERAGE_PRECISION,
  /** Coefficient of determination, for regression alone. */
  R2
}
