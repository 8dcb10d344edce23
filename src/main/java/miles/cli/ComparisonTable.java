package miles.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import miles.compare.Difference;
import miles.compare.PairedDifference;
import miles.compare.RunScore;
import miles.compare.Spread;
import miles.compare.Summary;
import miles.compare.VariantSummary;
import miles.config.BalanceConfig.Method;

/** A comparison's summary as a person reads it. */
final class ComparisonTable {

  private static final Set<String> NOT_TEST =
      Set.of("validation", "best_epoch", "seconds", "seconds_per_step");

  private ComparisonTable() {}

  static String text(Summary summary) {
    StringJoiner text = new StringJoiner("\n");
    text.add(
        "%s: test %s, mean ± standard deviation over the seeds 1 to %d; every run at its best epoch by validation"
            .formatted(
                summary.name(),
                summary.score().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                summary.seeds().size()));
    summary
        .tuning()
        .ifPresent(
            tuning ->
                text.add(
                    "every method was tuned in %d trials with seed %d, chosen by validation"
                        .formatted(tuning.trials(), tuning.seed())));
    text.add("");
    text.add(variants(summary));
    String differences = differences(summary);
    if (!differences.isEmpty()) {
      text.add("").add(differences);
    }
    return text.toString();
  }

  private static String variants(Summary summary) {
    Set<String> measures = new LinkedHashSet<>();
    summary.variants().stream()
        .sorted((a, b) -> Integer.compare(b.measures().size(), a.measures().size()))
        .forEach(variant -> measures.addAll(variant.measures().keySet()));
    measures.removeAll(NOT_TEST);
    List<List<String>> cells = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("", "runs"));
    measures.forEach(measure -> header.add(name(measure)));
    header.add("s/step");
    cells.add(header);
    for (VariantSummary variant : summary.variants()) {
      List<String> row = new ArrayList<>();
      row.add(variant.variant().label());
      row.add(runs(variant));
      for (String measure : measures) {
        row.add(spread(variant, measure));
      }
      Spread step = variant.measures().get("seconds_per_step");
      row.add(step == null ? "-" : number("%.4f", step.mean()));
      cells.add(row);
    }
    return ScoreTable.aligned(cells);
  }

  private static String runs(VariantSummary variant) {
    return variant.diverged() == 0
        ? Integer.toString(variant.runs())
        : "%d (%d diverged)".formatted(variant.runs(), variant.diverged());
  }

  private static String name(String measure) {
    return measure.equals(RunScore.FULL) ? "fused" : measure.replace('/', ' ');
  }

  private static String spread(VariantSummary variant, String measure) {
    Spread spread = variant.measures().get(measure);
    if (spread == null || spread.count() == 0) {
      return "-";
    }
    String mean = number("%.4f", spread.mean());
    return spread.count() < 2 ? mean : mean + " ± " + number("%.4f", spread.deviation());
  }

  private static String differences(Summary summary) {
    List<Difference> fused =
        summary.differences().stream()
            .filter(difference -> difference.measure().equals(RunScore.FULL))
            .filter(difference -> !isMirrored(difference, summary))
            .toList();
    if (fused.isEmpty()) {
      return "";
    }
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("", "difference", "95 % interval", "seeds won"));
    fused.forEach(difference -> cells.add(row(difference)));
    StringJoiner text = new StringJoiner("\n");
    text.add("differences of the fused score, paired by seed");
    text.add(ScoreTable.aligned(cells));
    boolean few = fused.stream().anyMatch(each -> each.paired().count() < PairedDifference.FEW);
    text.add(
        few
            ? "  fewer than %d seeds: the intervals are rough, and no difference is marked"
                .formatted(PairedDifference.FEW)
            : "  n = %d seeds; * the bootstrap interval excludes 0"
                .formatted(summary.seeds().size()));
    return text.toString();
  }

  /** Joint against uniform says what uniform against joint says. */
  private static boolean isMirrored(Difference difference, Summary summary) {
    return difference.variant().method() == Method.JOINT
        && summary.differences().stream()
            .anyMatch(
                other ->
                    other.variant().equals(difference.baseline())
                        && other.baseline().equals(difference.variant()));
  }

  private static List<String> row(Difference difference) {
    PairedDifference paired = difference.paired();
    boolean interval = Double.isFinite(paired.low());
    String ties = paired.ties() > 0 ? ", %d even".formatted(paired.ties()) : "";
    return List.of(
        difference.variant().label() + " - " + difference.baseline().label(),
        number("%+.4f", paired.mean()) + (paired.isMarked() ? " *" : "  "),
        interval
            ? "[%s, %s]".formatted(number("%+.4f", paired.low()), number("%+.4f", paired.high()))
            : "-",
        "%d of %d%s".formatted(paired.wins(), paired.count(), ties));
  }

  private static String number(String format, double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
  }
}
