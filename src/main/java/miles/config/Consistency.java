package miles.config;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules that hold between the sections of a run file. A rule is judged when every section that
 * it needs is there, so that a mistake in one section hides no mistake between others.
 */
final class Consistency {

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
    }
    if (sections.get("unimodal") instanceof UnimodalConfig unimodal
        && sections.get("balance") instanceof BalanceConfig balance) {
      rules.heads(unimodal, needsHeads(balance, sections.get("training")));
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
  private void monitor(BalanceConfig.Method method, TrainingConfig.Monitor monitor) {
    check
        .that(
            method != BalanceConfig.Method.JOINT || monitor != TrainingConfig.Monitor.HEADS,
            "training.monitor",
            monitor,
            "score or loss, because balance.method joint does not train the heads")
        .that(
            method != BalanceConfig.Method.UNIMODAL || monitor != TrainingConfig.Monitor.SCORE,
            "training.monitor",
            monitor,
            "heads or loss, because balance.method unimodal does not train the fusion");
  }

  private void heads(UnimodalConfig unimodal, String need) {
    check
        .that(need.isEmpty() || unimodal.heads(), "unimodal.heads", false, "true, because " + need)
        .that(
            need.isEmpty() || unimodal.weight() > 0,
            "unimodal.weight",
            unimodal.weight(),
            "a number greater than 0, because " + need);
  }

  /** Returns why trained heads are needed; empty if they are not. */
  private static String needsHeads(BalanceConfig balance, @Nullable Object training) {
    BalanceConfig.Method method = balance.method();
    if (method == BalanceConfig.Method.UNIFORM || method == BalanceConfig.Method.UNIMODAL) {
      return "balance.method " + Names.value(method) + " trains the heads";
    }
    if (method == BalanceConfig.Method.MILES) {
      if (balance.miles().source() == BalanceConfig.Source.HEADS) {
        return "balance.miles.source is heads";
      } else if (balance.miles().reference() == BalanceConfig.Reference.HEADS) {
        return "balance.miles.reference is heads";
      } else if (training instanceof TrainingConfig loop
          && loop.monitor() == TrainingConfig.Monitor.HEADS) {
        return "training.monitor is heads";
      }
    }
    return "";
  }
}
