package miles.config;

/**
 * The balancing method.
 *
 * @param method the method that a run uses
 * @param miles the parameters of MILES; other methods do not read them, so that one run file serves
 *     them all
 */
public record BalanceConfig(@Default("miles") Method method, Miles miles) {

  /** The methods. */
  public enum Method {
    /** The fused loss alone. */
    JOINT,
    /** The fused loss and the loss of every unimodal head; no scheduler. */
    UNIFORM,
    /** The heads' losses alone: every encoder and its head as if trained by themselves. */
    UNIMODAL,
    /** {@link #UNIFORM} with the learning rates of MILES. */
    MILES
  }

  /**
   * The parameters of MILES. Source: arXiv 2510.17394; smoothing, direction, cumulative and
   * reference are ours.
   *
   * @param threshold the utilization gap τ that is tolerated
   * @param reduction the factor μ of a dominant modality's learning rate
   * @param source where unimodal scores come from
   * @param split the split that is scored after every epoch
   * @param smoothing share of the earlier epochs' smoothed score kept, 0: none
   * @param direction whether the dominant modality is slowed or the weaker one is sped up by 1/μ
   * @param cumulative whether factors multiply up over the epochs instead of being decided anew
   * @param reference what a unimodal score is divided by
   */
  public record Miles(
      @Default("0.2") @Allowed(min = 0) double threshold,
      @Default("0.5") @Allowed(above = 0, max = 1) double reduction,
      @Default("masked") Source source,
      @Default("validation") Split split,
      @Default("0") @Allowed(min = 0, below = 1) double smoothing,
      @Default("reduce") Direction direction,
      @Default("false") boolean cumulative,
      @Default("none") Reference reference) {

    public Miles {
      Check.values(
          Miles.class,
          threshold,
          reduction,
          source,
          split,
          smoothing,
          direction,
          cumulative,
          reference);
    }
  }

  /** Where unimodal scores come from. */
  public enum Source {
    /** The unimodal heads, as in the paper. */
    HEADS,
    /** The fusion head with the other modalities masked. */
    MASKED
  }

  /** The split that is scored; the test split cannot be chosen. */
  public enum Split {
    /** The training split. */
    TRAIN,
    /** The validation split. */
    VALIDATION
  }

  /** Which modality's learning rate moves. */
  public enum Direction {
    /** The dominant modality's, down by μ. */
    REDUCE,
    /** The weaker modality's, up by 1/μ. */
    BOOST
  }

  /** What a unimodal score is divided by. */
  public enum Reference {
    /** Nothing: the paper's rule. */
    NONE,
    /** The best score of the modality's own head so far, on the split that is scored. */
    HEADS,
    /** The best score that a unimodal run of the same file reached. */
    UNIMODAL
  }
}
