package miles.config;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import miles.config.BalanceConfig.Method;
import org.jspecify.annotations.Nullable;

/**
 * The rules that hold between the sections of a run file. A rule is judged when every section that
 * it needs is there, so that a mistake in one section hides no mistake between others.
 */
final class Consistency {

  /** The most modalities of which every subset is evaluated in every step: 63 of them. */
  private static final int MOST_SUBSETS = 6;

  private final Check check = new Check();

  private Consistency() {}

  /**
   * Judges the sections that could be read.
   *
   * @param sections the values of {@link RunConfig}'s components by their keys
   * @return a check that holds a refusal, with its full key path, for every broken rule
   */
  static Check of(Map<String, ?> sections) {
    Consistency rules = new Consistency();
    if (sections.get("modalities") instanceof Map<?, ?> modalities
        && sections.get("data") instanceof DataConfig data) {
      modalities.forEach((name, modality) -> rules.columns("modalities." + name, modality, data));
    }
    if (sections.get("training") instanceof TrainingConfig training) {
      if (sections.get("schedule") instanceof ScheduleConfig schedule) {
        rules.warmup(schedule, training);
      }
      if (sections.get("balance") instanceof BalanceConfig balance) {
        rules.monitor(balance.method(), training.monitor());
      }
      if (sections.get("modalities") instanceof Map<?, ?> modalities) {
        rules.known("training.encoder_rates", training.encoderRates(), modalities.keySet());
      }
    }
    if (sections.get("balance") instanceof BalanceConfig balance) {
      if (sections.get("task") instanceof TaskConfig task) {
        rules.labels(balance.method(), task.kind());
      }
      if (sections.get("modalities") instanceof Map<?, ?> modalities) {
        if (balance.method() == Method.MSLR) {
          rules.known("balance.mslr.factors", balance.mslr().factors(), modalities.keySet());
        }
        rules.subsets(balance.method(), modalities.size());
        modalities.forEach((name, modality) -> rules.frozen(balance.method(), name, modality));
      }
    }
    if (sections.get("unimodal") instanceof UnimodalConfig unimodal
        && sections.get("balance") instanceof BalanceConfig balance) {
      rules.heads(balance.method(), unimodal, needsHeads(balance, sections.get("training")));
      rules.mask(balance.method(), unimodal.mask());
    }
    return rules.check;
  }

  private void columns(String path, Object modality, DataConfig data) {
    Set<String> taken = Set.of("id", "split", data.label());
    String allowed = "a column other than id, split and the label column " + data.label();
    if (modality instanceof ModalityConfig.Image image) {
      check.that(!taken.contains(image.column()), path + ".column", image.column(), allowed);
    } else if (modality instanceof ModalityConfig.Audio audio) {
      check.that(!taken.contains(audio.column()), path + ".column", audio.column(), allowed);
    } else if (modality instanceof ModalityConfig.Text text) {
      check.that(!taken.contains(text.column()), path + ".column", text.column(), allowed);
    } else if (modality instanceof ModalityConfig.Tabular tabular) {
      List<String> columns = tabular.columns();
      check.that(columns.stream().noneMatch(taken::contains), path + ".columns", columns, allowed);
    }
  }

  private void warmup(ScheduleConfig schedule, TrainingConfig training) {
    check.that(
        schedule.warmupEpochs() <= training.epochs(),
        "schedule.warmup_epochs",
        schedule.warmupEpochs(),
        "at most training.epochs (%d)".formatted(training.epochs()));
  }

  /** What chooses the best epoch must be something that the method trains. */
  private void monitor(Method method, TrainingConfig.Monitor monitor) {
    check
        .that(
            method != Method.JOINT || monitor != TrainingConfig.Monitor.HEADS,
            "training.monitor",
            monitor,
            "score or loss, because balance.method joint does not train the heads")
        .that(
            method != Method.UNIMODAL || monitor != TrainingConfig.Monitor.SCORE,
            "training.monitor",
            monitor,
            "heads or loss, because balance.method unimodal does not train the fusion");
  }

  private void heads(Method method, UnimodalConfig unimodal, String need) {
    check
        .that(need.isEmpty() || unimodal.heads(), "unimodal.heads", false, "true, because " + need)
        .that(
            need.isEmpty() || unimodal.weight() > 0 || !method.readsUnimodalWeight(),
            "unimodal.weight",
            unimodal.weight(),
            "a number greater than 0, because " + need);
  }

  /** Some methods compare the probabilities that modalities give to a sample's one label. */
  private void labels(Method method, TaskConfig.Kind kind) {
    Set<Method> comparing = EnumSet.of(Method.OGM, Method.OGM_GE, Method.PMR);
    check.that(
        kind == TaskConfig.Kind.CLASSIFICATION || !comparing.contains(method),
        "task.kind",
        kind,
        "classification, because balance.method %s compares what modalities know of a sample's label"
            .formatted(method.value()));
  }

  /** What is given by modality must name none but the run's. */
  private void known(String key, Map<String, ?> byModality, Set<?> modalities) {
    Set<String> unknown = new LinkedHashSet<>(byModality.keySet());
    unknown.removeAll(modalities);
    check.that(unknown.isEmpty(), key, unknown, "the run's modalities " + modalities);
  }

  private void mask(Method method, UnimodalConfig.Mask mask) {
    check.that(
        method != Method.GREEDY || mask == UnimodalConfig.Mask.MEAN,
        "unimodal.mask",
        mask,
        "mean, because balance.method greedy hides a modality behind its mean embedding");
  }

  /** An encoder without variables to train has no learning speed, so the other would always win. */
  private void frozen(Method method, Object name, Object modality) {
    check.that(
        method != Method.GREEDY
            || !(modality instanceof ModalityConfig any
                && any.encoder() instanceof EncoderConfig.SavedModel imported)
            || imported.trainable(),
        "modalities.%s.encoder.trainable".formatted(name),
        false,
        "true, because balance.method greedy compares how fast the encoders learn");
  }

  /** AGM evaluates the fusion head on every subset of the modalities in every step. */
  private void subsets(Method method, int modalities) {
    check.that(
        method != Method.AGM || modalities <= MOST_SUBSETS,
        "balance.method",
        method,
        "another method, because agm takes at most %d modalities and there are %d"
            .formatted(MOST_SUBSETS, modalities));
  }

  /** Returns why trained heads are needed; empty if they are not. */
  private static String needsHeads(BalanceConfig balance, @Nullable Object training) {
    Method method = balance.method();
    String needed =
        switch (method) {
          case UNIFORM, UNIMODAL -> "balance.method " + method.value() + " trains the heads";
          case MSES, G_BLEND, MMPARETO ->
              "balance.method %s goes by the heads' losses".formatted(method.value());
          case MILES -> ruleNeedsHeads(balance.miles());
          case MILES_PLUS -> "balance.method miles-plus goes by the heads' scores";
          case OGM, OGM_GE -> byHeads("ogm", balance.ogm().source());
          case MSLR ->
              balance.mslr().strategy() == MslrConfig.Strategy.KEEP
                  ? ""
                  : byHeads("mslr", balance.mslr().source());
          case JOINT, GREEDY, PMR, AGM -> "";
        };
    boolean monitored =
        training instanceof TrainingConfig loop && loop.monitor() == TrainingConfig.Monitor.HEADS;
    return needed.isEmpty() && monitored && method != Method.JOINT
        ? "training.monitor is heads"
        : needed;
  }

  private static String ruleNeedsHeads(BalanceConfig.Miles miles) {
    String source = byHeads("miles", miles.source());
    return source.isEmpty() && miles.reference() == BalanceConfig.Reference.HEADS
        ? "balance.miles.reference is heads"
        : source;
  }

  private static String byHeads(String section, BalanceConfig.Source source) {
    return source == BalanceConfig.Source.HEADS
        ? "balance.%s.source is heads".formatted(section)
        : "";
  }
}
