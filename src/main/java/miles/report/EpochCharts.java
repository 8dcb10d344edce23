package miles.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import miles.config.BalanceConfig.Direction;
import miles.config.BalanceConfig.Miles;
import miles.config.BalanceConfig.Reference;
import miles.config.BalanceConfig.Source;
import miles.report.Axis.Scale;
import miles.report.LineChart.Band;
import miles.report.LineChart.Line;
import miles.report.LineChart.Style;
import miles.schedule.Schedule;

/** The charts over the epochs, from {@code epochs.csv}. */
final class EpochCharts {

  private static final String EPOCH = "epoch";

  /**
   * From this ratio of the greatest rate to the smallest, rates are drawn on a logarithmic axis.
   */
  private static final double WIDE = 8;

  /** Rates are products, so a factor of 1 is 1 up to rounding. */
  private static final double ROUNDING = 1e-9;

  private final RecordedRun run;
  private final List<String> modalities;
  private final List<Double> epochs;

  EpochCharts(RecordedRun run) {
    this.run = run;
    this.modalities = run.modalities();
    this.epochs = run.column(EPOCH);
  }

  /** Returns the losses: in total, then by their parts. */
  List<LineChart> losses() {
    List<Line> total =
        List.of(
            line("training", "train_loss", 1, Style.SOLID),
            line("validation", "validation_loss", 2, Style.DASHED));
    List<Line> parts = new ArrayList<>();
    for (String split : List.of("train", "validation")) {
      Style style = split.equals("train") ? Style.SOLID : Style.DASHED;
      add(parts, split + " fusion", split + "_loss/fusion", 0, style);
      each(
          (m, name) ->
              add(
                  parts,
                  split + " head " + name,
                  split + "_loss/head/" + name,
                  Chart.colour(m),
                  style));
    }
    LineChart all =
        chart(
            "losses",
            "Loss",
            "The weighted sum of all losses: its mean over the epoch's steps, and over the validation split at the epoch's end.",
            Axis.of("loss"),
            total);
    return parts.size() < 3
        ? List.of(all)
        : List.of(
            all,
            chart(
                "loss-parts",
                "Loss by part",
                "The unweighted losses of the fused prediction and of every modality's own head; training in full lines, validation dashed.",
                Axis.of("loss"),
                parts));
  }

  /** Returns the scores on the validation split. */
  LineChart scores() {
    List<Line> lines = new ArrayList<>();
    if (run.hasFusion()) {
      Line fused = line("fused", "score/full", 0, Style.SOLID);
      lines.add(withMarks(fused, bestEpoch()));
    }
    each(
        (m, name) ->
            add(lines, "head " + name, "score/head/" + name, Chart.colour(m), Style.DASHED));
    if (run.hasFusion()) {
      each(
          (m, name) ->
              add(lines, "only " + name, "score/only/" + name, Chart.colour(m), Style.SOLID));
      if (modalities.size() > 2) {
        each(
            (m, name) ->
                add(
                    lines,
                    "without " + name,
                    "score/without/" + name,
                    Chart.colour(m),
                    Style.DOTTED));
      }
    }
    String score = Names.of(run.config().task().score());
    return chart(
        "scores",
        "Scores on the validation split",
        "%s. Fused: from all modalities. Only: the fused prediction with every other modality masked. Head: the modality's own head.%s"
            .formatted(
                Names.sentence(score),
                modalities.size() > 2 ? " Without: with this one modality masked." : ""),
        Axis.of(score),
        lines);
  }

  /** Returns the utilization rates: first those that the method decides by. */
  List<LineChart> utilization() {
    if (!run.hasFusion()) {
      return List.of();
    }
    Optional<Miles> rule = run.config().balance().milesRule();
    Source decisive = rule.map(Miles::source).orElse(Source.MASKED);
    Source other = decisive == Source.MASKED ? Source.HEADS : Source.MASKED;
    return Stream.of(decisive, other)
        .filter(source -> run.has(rateColumn(source, modalities.get(0))))
        .map(source -> utilization(source, source == decisive, rule))
        .toList();
  }

  private LineChart utilization(Source source, boolean decides, Optional<Miles> anyRule) {
    Optional<Miles> rule = anyRule.filter(each -> decides);
    List<Line> lines = new ArrayList<>();
    each(
        (m, name) ->
            lines.add(
                withMarks(
                    line(name, rateColumn(source, name), Chart.colour(m), Style.SOLID),
                    decides ? changes(name) : Map.of())));
    return new LineChart(
        "utilization-" + Names.of(source),
        "Utilization rates (%s)".formatted(Names.of(source)),
        utilizationText(source, decides, rule),
        Axis.of(EPOCH),
        Axis.of("share of the fused score"),
        lines,
        rule.filter(EpochCharts::comparesWhatIsDrawn)
            .map(each -> List.of(band(lines, each)))
            .orElse(List.of()),
        LineChart.table(EPOCH, lines));
  }

  /** With smoothing or a reference the rates that MILES compared are not those of the epoch. */
  private static boolean comparesWhatIsDrawn(Miles rule) {
    return rule.smoothing() == 0 && rule.reference() == Reference.NONE;
  }

  private String utilizationText(Source source, boolean decides, Optional<Miles> rule) {
    StringBuilder text =
        new StringBuilder("The share of the fused score that is lost without the modality, ")
            .append(
                source == Source.MASKED
                    ? "by masking it."
                    : modalities.size() == 2
                        ? "the other modality's head standing for what is left."
                        : "estimated from the heads.");
    rule.ifPresent(miles -> text.append(ruleText(miles)));
    if (decides) {
      text.append(" A triangle marks an epoch in which the encoder's learning rate was scaled.");
    }
    return text.toString();
  }

  private static String ruleText(Miles rule) {
    if (!comparesWhatIsDrawn(rule)) {
      return " MILES compared other rates: these after smoothing, or relative to a reference.";
    }
    String band =
        rule.direction() == Direction.REDUCE
            ? " The band reaches τ = %s above the smallest rate: a modality above it learns slower in the next epoch, unless all rates are negative."
            : " The band reaches τ = %s below the greatest rate: a modality below it learns faster in the next epoch, unless all rates are negative.";
    String useful =
        rule.useful()
            .map(
                least ->
                    " Only a modality whose own rate exceeds %s is helped, or waited for."
                        .formatted(Numbers.text(least)))
            .orElse("");
    return band.formatted(Numbers.text(rule.threshold())) + useful;
  }

  private Band band(List<Line> lines, Miles rule) {
    boolean reduce = rule.direction() == Direction.REDUCE;
    List<Double> low = new ArrayList<>();
    List<Double> high = new ArrayList<>();
    for (int e = 0; e < epochs.size(); e++) {
      int epoch = e;
      double[] rates = lines.stream().mapToDouble(line -> line.y().get(epoch)).toArray();
      double end = reduce ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      for (double rate : rates) {
        end = reduce ? Math.min(end, rate) : Math.max(end, rate);
      }
      low.add(reduce ? end : end - rule.threshold());
      high.add(reduce ? end + rule.threshold() : end);
    }
    return new Band("tolerated gap τ = " + Numbers.text(rule.threshold()), epochs, low, high);
  }

  /** Returns the epochs, by index, in which a modality's encoder did not have the base rate. */
  private Map<Integer, String> changes(String modality) {
    List<Double> rates = run.column("learning_rate/encoder/" + modality);
    List<Double> steps = run.column("step");
    double own = run.config().training().encoderRates().getOrDefault(modality, 1.0);
    long stepsPerEpoch = Math.max(1, Math.round(steps.get(0) / epochs.get(0)));
    Schedule schedule =
        Schedule.of(run.config().schedule(), stepsPerEpoch, run.config().training().epochs());
    Map<Integer, String> changes = new LinkedHashMap<>();
    for (int e = 0; e < rates.size(); e++) {
      double base =
          run.config().optimizer().learningRate()
              * own
              * schedule.factor(Math.round(steps.get(e)) - 1);
      double factor = rates.get(e) / base;
      if (Double.isFinite(factor) && Math.abs(factor - 1) > ROUNDING) {
        changes.put(e, "learning rate × " + Numbers.text(factor));
      }
    }
    return changes;
  }

  /** Returns the learning rates of the parameter groups. */
  LineChart learningRates() {
    List<Line> lines = new ArrayList<>();
    each(
        (m, name) ->
            add(
                lines,
                "encoder " + name,
                "learning_rate/encoder/" + name,
                Chart.colour(m),
                Style.SOLID));
    add(lines, "fusion", "learning_rate/fusion", 0, Style.DASHED);
    each(
        (m, name) ->
            add(
                lines,
                "head " + name,
                "learning_rate/head/" + name,
                Chart.colour(m),
                Style.DOTTED));
    double[] rates =
        lines.stream()
            .flatMap(line -> line.y().stream())
            .mapToDouble(rate -> rate)
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    boolean wide = rates.length > 0 && rates[0] > 0 && rates[rates.length - 1] / rates[0] >= WIDE;
    return chart(
        "learning-rates",
        "Learning rates",
        "The rate of every parameter group at the epoch's last step%s."
            .formatted(wide ? ", on a logarithmic axis" : ""),
        new Axis("learning rate", wide ? Scale.LOGARITHMIC : Scale.FROM_ZERO, List.of()),
        lines);
  }

  private Map<Integer, String> bestEpoch() {
    return run.bestEpoch()
        .map(best -> epochs.indexOf((double) best))
        .filter(index -> index >= 0)
        .map(index -> Map.of(index, "best epoch"))
        .orElse(Map.of());
  }

  private static String rateColumn(Source source, String modality) {
    return "utilization/%s/%s".formatted(Names.of(source), modality);
  }

  private LineChart chart(String id, String title, String text, Axis y, List<Line> lines) {
    return new LineChart(
        id, title, text, Axis.of(EPOCH), y, lines, List.of(), LineChart.table(EPOCH, lines));
  }

  private Line line(String name, String column, int colour, Style style) {
    return new Line(name, column, colour, style, epochs, run.column(column), Map.of());
  }

  private void add(List<Line> lines, String name, String column, int colour, Style style) {
    if (run.has(column)) {
      lines.add(line(name, column, colour, style));
    }
  }

  private static Line withMarks(Line line, Map<Integer, String> marks) {
    return new Line(
        line.name(), line.column(), line.colour(), line.style(), line.x(), line.y(), marks);
  }

  private interface ModalityAction {
    void accept(int index, String name);
  }

  private void each(ModalityAction action) {
    for (int m = 0; m < modalities.size(); m++) {
      action.accept(m, modalities.get(m));
    }
  }
}
