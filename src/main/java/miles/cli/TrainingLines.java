package miles.cli;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import miles.config.BalanceConfig;
import miles.evaluate.ModalityScores;
import miles.evaluate.UtilizationRates;
import miles.train.EpochRecord;
import miles.train.RunResult;
import miles.train.StepRecord;
import miles.train.TrainingListener;
import miles.train.TrainingPlan;

/** Shows a training: a progress bar with the time left, and one line an epoch. */
final class TrainingLines implements TrainingListener, AutoCloseable {

  private final Console console;
  private Progress progress = Progress.SILENT;
  private int epochs;
  private boolean decidesByHeads;

  TrainingLines(Console console) {
    this.console = console;
  }

  @Override
  public void trainingStarted(TrainingPlan plan) {
    epochs = plan.config().training().epochs();
    decidesByHeads =
        plan.config()
            .balance()
            .milesRule()
            .filter(rule -> rule.source() == BalanceConfig.Source.HEADS)
            .isPresent();
    if (plan.stepsDone() > 0) {
      console.line("going on after " + place(plan));
    }
    long steps = (long) epochs * plan.stepsPerEpoch();
    progress = console.progress("training", steps, plan.stepsDone());
  }

  @Override
  public void stepEnded(StepRecord step) {
    progress.note(
        String.format(Locale.ROOT, "epoch %d/%d loss %.3f", step.epoch(), epochs, step.loss()));
    progress.advance(1);
  }

  @Override
  public void epochEnded(EpochRecord epoch) {
    console.line(line(epoch));
  }

  @Override
  public void trainingEnded(RunResult result) {
    close();
  }

  @Override
  public void close() {
    progress.close();
    progress = Progress.SILENT;
  }

  private static String place(TrainingPlan plan) {
    int epochs = plan.config().training().epochs();
    return plan.stepsOfEpochDone() == 0
        ? "epoch %d of %d".formatted(plan.epochsDone(), epochs)
        : "step %d of %d of epoch %d of %d"
            .formatted(
                plan.stepsOfEpochDone(), plan.stepsPerEpoch(), plan.epochsDone() + 1, epochs);
  }

  private String line(EpochRecord epoch) {
    ModalityScores scores = epoch.scores();
    StringJoiner line = new StringJoiner("  ");
    line.add(String.format(Locale.ROOT, "epoch %d/%d", epoch.epoch(), epochs));
    line.add(
        String.format(
            Locale.ROOT,
            "loss %.4f validation %.4f",
            epoch.trainingLosses().total(),
            epoch.validationLosses().total()));
    line.add(String.format(Locale.ROOT, "score fused %.4f", scores.fused()));
    if (!scores.heads().isEmpty()) {
      line.add("heads " + numbers(scores.heads()));
    }
    line.add("masked " + numbers(scores.only()));
    line.add("utilization " + numbers(utilization(epoch.trainingScores().orElse(scores)).rates()));
    line.add("rates " + rates(epoch.learningRates()));
    return line.toString();
  }

  /** What the method decides by; masked, on the validation split, where it decides nothing. */
  private UtilizationRates utilization(ModalityScores scores) {
    return decidesByHeads
        ? UtilizationRates.fromUnimodal(scores.fused(), scores.heads())
        : UtilizationRates.fromWithout(scores.fused(), scores.without());
  }

  private static String numbers(Map<String, Double> values) {
    StringJoiner text = new StringJoiner(" ");
    values.forEach((name, value) -> text.add(String.format(Locale.ROOT, "%s %.3f", name, value)));
    return text.toString();
  }

  private static String rates(Map<String, Double> values) {
    StringJoiner text = new StringJoiner(" ");
    values.forEach((name, value) -> text.add(String.format(Locale.ROOT, "%s %.2e", name, value)));
    return text.toString();
  }
}
