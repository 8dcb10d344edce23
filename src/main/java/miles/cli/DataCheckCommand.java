package miles.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import miles.config.TaskConfig;
import miles.data.DataSummary;
import miles.data.Manifest;
import miles.data.ManifestSchema;
import miles.data.Split;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code miles data check}: reads every row and every file of a data set, and sums up what is
 * there.
 */
@Command(
    name = "check",
    description = {"Reads every row and every file of a data set, and sums up what is there.", ""})
final class DataCheckCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "MANIFEST", description = "The manifest.csv.")
  private Path manifest = Path.of("");

  @Option(
      names = "--task",
      defaultValue = "classification",
      description = "classification, multi-label or regression (default: ${DEFAULT-VALUE}).")
  private String task = "classification";

  @Option(
      names = "--label",
      defaultValue = "label",
      description = "The label column (default: ${DEFAULT-VALUE}).")
  private String label = "label";

  DataCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Map<String, TaskConfig.Kind> kinds =
        Map.of(
            "classification", TaskConfig.Kind.CLASSIFICATION,
            "multi-label", TaskConfig.Kind.MULTI_LABEL,
            "regression", TaskConfig.Kind.REGRESSION);
    TaskConfig.Kind kind = kinds.get(task);
    if (kind == null) {
      console.notice(
          "miles data check: --task %s: allowed are classification, multi-label, regression."
              .formatted(task));
      return Failure.BAD_INPUT;
    }
    ManifestSchema schema = ManifestSchema.infer(manifest, kind, label);
    print(DataSummary.of(Manifest.read(manifest, schema), (done, total) -> {}));
    return 0;
  }

  private void print(DataSummary summary) {
    console.line("rows: " + counts(summary.rows()));
    summary.classes().forEach((name, rows) -> console.line("class " + name + ": " + counts(rows)));
    summary
        .targets()
        .forEach((split, range) -> console.line("targets, " + split.word() + ": " + text(range)));
    for (DataSummary.Modality modality : summary.modalities()) {
      console.line(
          "modality %s: %s; present in %s"
              .formatted(modality.name(), text(modality.content()), counts(modality.present())));
    }
    summary.warnings().forEach(warning -> console.line("warning: " + warning));
    console.line(summary.warnings().isEmpty() ? "The data set is sound." : "It can be trained on.");
  }

  private static String text(DataSummary.Content content) {
    if (content instanceof DataSummary.Pictures pictures) {
      return "images, sizes " + pictures.sizes();
    }
    if (content instanceof DataSummary.Sounds sounds) {
      return "sounds, rates in Hz %s, seconds %s".formatted(sounds.rates(), text(sounds.seconds()));
    }
    if (content instanceof DataSummary.Texts texts) {
      return "texts, characters %s, words %s"
          .formatted(text(texts.characters()), text(texts.words()));
    }
    return "%d numeric columns".formatted(((DataSummary.Numbers) content).columns().size());
  }

  private static String text(DataSummary.Range range) {
    return String.format(
        Locale.ROOT, "%.3g to %.3g (median %.3g)", range.least(), range.greatest(), range.median());
  }

  private static String counts(Map<Split, Integer> rows) {
    StringJoiner text = new StringJoiner(", ");
    rows.forEach((split, count) -> text.add(split.word() + " " + count));
    return text.toString();
  }
}
