package miles.config;

import java.util.List;

/**
 * What is predicted.
 *
 * @param kind classification, multi-label or regression
 * @param classes class names in the order of the outputs; empty: the sorted names of the training
 *     split
 * @param score the score that balances the modalities and chooses the best epoch
 */
public record TaskConfig(Kind kind, List<String> classes, Score score) {

  /** The kind of target. */
  public enum Kind {
    /** One class a sample. */
    CLASSIFICATION,
    /** Any number of classes a sample. */
    MULTI_LABEL,
    /** One number a sample. */
    REGRESSION
  }

  public TaskConfig {
    classes = List.copyOf(classes);
    Check.that(
        (kind == Kind.REGRESSION) == (score == Score.R2),
        "score",
        score,
        "r2 for regression, any other score for classes");
    Check.that(
        kind != Kind.REGRESSION || classes.isEmpty(),
        "classes",
        classes,
        "no classes for regression");
  }
}
