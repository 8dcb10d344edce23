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
public record TaskConfig(
    @Default("classification") Kind kind,
    @Default("[]") @Allowed(distinct = true) List<String> classes,
    @Default(value = "accuracy", derived = "r2 when kind is regression") Score score) {

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
    Check.values(TaskConfig.class, kind, classes, score);
    boolean regression = kind == Kind.REGRESSION;
    new Check()
        .that(
            regression == (score == Score.R2),
            "score",
            score,
            regression
                ? "r2, because kind is regression"
                : "accuracy, macro-f1, auroc or average-precision, because kind is "
                    + Names.value(kind))
        .that(
            !regression || classes.isEmpty(),
            "classes",
            classes,
            "an empty list, because kind is regression")
        .that(
            kind != Kind.CLASSIFICATION || classes.size() != 1,
            "classes",
            classes,
            "an empty list or at least two names")
        .done();
  }
}
