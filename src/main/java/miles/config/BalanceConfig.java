package miles.config;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The balancing method. Each section holds the parameters of one method; other methods do not read
 * them, so that one run file serves them all.
 *
 * @param method the method that a run uses
 * @param miles the parameters of MILES
 * @param ogm the parameters of OGM and OGM-GE
 * @param mslr the parameters of MSLR
 * @param mses the parameters of MSES
 * @param gBlend the parameters of G-Blend
 * @param greedy the parameters of the method against greedy learning
 * @param pmr the parameters of PMR
 * @param agm the parameters of AGM
 * @param mmpareto the parameters of MMPareto
 */
public record BalanceConfig(
    @Default("miles") Method method,
    Miles miles,
    OgmConfig ogm,
    MslrConfig mslr,
    MsesConfig mses,
    GBlendConfig gBlend,
    GreedyConfig greedy,
    PmrConfig pmr,
    AgmConfig agm,
    MmparetoConfig mmpareto) {

  /** Returns the keys of the sections that hold methods' parameters, such as {@code g_blend}. */
  public static Set<String> sections() {
    return Key.of(BalanceConfig.class).stream()
        .map(Key::name)
        .filter(name -> !name.equals("method"))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the rule of MILES that the method follows; empty if it follows none. */
  public Optional<Miles> milesRule() {
    return switch (method) {
      case MILES -> Optional.of(miles);
      case MILES_PLUS -> Optional.of(Miles.PLUS);
      case JOINT, UNIFORM, UNIMODAL, OGM, OGM_GE, MSLR, MSES, G_BLEND, GREEDY, PMR, AGM, MMPARETO ->
          Optional.empty();
    };
  }

  /** Returns whether the method measures against unimodal runs, which must be there before. */
  public boolean needsUnimodalRun() {
    return milesRule().filter(rule -> rule.reference() == Reference.UNIMODAL).isPresent();
  }

  /** The methods. All but the first three add something to the loss of {@code uniform}. */
  public enum Method {
    /** The fused loss alone. */
    JOINT,
    /** The fused loss and the loss of every unimodal head; no scheduler. */
    UNIFORM,
    /**
     * The heads' losses alone: every encoder and its head as if trained by themselves, but for one
     * best epoch of all, and with {@code clip_norm} one norm.
     */
    UNIMODAL,
    /** {@link #UNIFORM} with the learning rates of MILES. */
    MILES,
    /** MILES with parameters that were chosen by measuring: docs/miles.md. */
    MILES_PLUS,
    /** The gradient of an encoder that is ahead of the others is scaled down. */
    OGM,
    /** {@link #OGM} with Gaussian noise on the encoders' gradients. */
    OGM_GE,
    /** Every encoder has a learning rate of its own, constant or by its validation score. */
    MSLR,
    /** An encoder whose own validation loss improves no more is put back to its best and frozen. */
    MSES,
    /** The losses are weighed by how much each generalises and how little it overfits. */
    G_BLEND,
    /** For some steps the fusion sees the mean embedding of the modality that it learns fastest. */
    GREEDY,
    /** The modality that is behind also learns from the distances to its classes' prototypes. */
    PMR,
    /**
     * The gradient through every modality's share of the fused logits is scaled by its progress.
     */
    AGM,
    /** The gradients of the fused and of the unimodal loss are joined so that neither is harmed. */
    MMPARETO;

    /** Returns the method as a run file names it. */
    public String value() {
      return Names.value(this);
    }

    /** Returns whether the fused loss is trained. */
    public boolean trainsFusion() {
      return this != UNIMODAL;
    }

    /** Returns whether the heads' losses are trained, if the run has heads and weighs them. */
    public boolean trainsHeads() {
      return this != JOINT;
    }

    /** Returns whether {@code unimodal.weight} weighs the heads' losses against the fused one. */
    public boolean readsUnimodalWeight() {
      return this != JOINT && this != UNIMODAL && this != G_BLEND;
    }
  }

  /**
   * The parameters of MILES. Source: arXiv 2510.17394; smoothing, direction, cumulative, reference
   * and useful are ours.
   *
   * @param threshold the utilization gap τ that is tolerated
   * @param reduction the factor μ of a dominant modality's learning rate
   * @param source where unimodal scores come from
   * @param split the split that is scored after every epoch
   * @param smoothing share of the earlier epochs' smoothed score kept, 0: none
   * @param direction whether the dominant modality is slowed or the weaker one is sped up by 1/μ
   * @param cumulative whether factors multiply up over the epochs instead of being decided anew
   * @param reference what a unimodal score is divided by
   * @param useful the utilization rate that a weaker modality must exceed to be helped: one that
   *     adds nothing to the others is left alone; none: every one is helped
   */
  public record Miles(
      @Default("0.2") @Allowed(min = 0) double threshold,
      @Default("0.5") @Allowed(above = 0, max = 1) double reduction,
      @Default("masked") Source source,
      @Default("validation") Split split,
      @Default("0") @Allowed(min = 0, below = 1) double smoothing,
      @Default("reduce") Direction direction,
      @Default("false") boolean cumulative,
      @Default("none") Reference reference,
      @Allowed(below = 1) Optional<Double> useful) {

    /**
     * The preset {@code miles-plus}: the encoder that is further from what its head has reached
     * learns four times as fast. Source: ours, docs/results.md.
     */
    public static final Miles PLUS =
        new Miles(
            0.2,
            0.25,
            Source.MASKED,
            Split.VALIDATION,
            0,
            Direction.BOOST,
            false,
            Reference.HEADS,
            Optional.of(0.0));

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
          reference,
          useful);
    }
  }

  /** Where unimodal scores come from. */
  public enum Source {
    /** The unimodal heads, as in the paper of MILES. */
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
