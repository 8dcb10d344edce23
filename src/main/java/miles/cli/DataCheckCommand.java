package miles.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.config.TaskConfig;
import miles.data.BadRows;
import miles.data.DataSummary;
import miles.data.Manifest;
import miles.data.ManifestSchema;
import miles.data.Split;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      description =
          "How labels are read: classification, multi-label or regression (default: ${DEFAULT-VALUE}).")
  private String task = "classification";

  @Option(
      names = "--label",
      defaultValue = "label",
      description = "The label column (default: ${DEFAULT-VALUE}).")
  private String label = "label";

  @Option(
      names = "--run",
      paramLabel = "RUN_FILE",
      description =
          "Take the task and the columns from a run file; otherwise a column is what most of its cells"
              + " look like.")
  private Optional<Path> run = Optional.empty();

  @Mixin private BadRowsOption badRows = new BadRowsOption();

  DataCheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    Optional<ManifestSchema> schema = schema();
    if (schema.isEmpty()) {
      console.notice(
          "miles data check: --task %s: allowed are classification, multi-label, regression."
              .formatted(task));
      return Failure.BAD_INPUT;
    }
    DataSummary summary;
    try (DecodingProgress progress = new DecodingProgress(console)) {
      BadRows bad = badRows.of(console);
      Manifest read = Manifest.read(manifest, schema.get(), Manifest.Use.TRAINING, bad);
      summary = DataSummary.of(read, progress, bad);
    }
    print(summary);
    return 0;
  }

  private Optional<ManifestSchema> schema() {
    if (run.isPresent()) {
      RunConfig config = RunFile.read(run.get(), List.of());
      return Optional.of(
          ManifestSchema.of(config.task(), config.data().label(), config.modalities()));
    }
    Map<String, TaskConfig.Kind> kinds =
        Map.of(
            "classification", TaskConfig.Kind.CLASSIFICATION,
            "multi-label", TaskConfig.Kind.MULTI_LABEL,
            "regression", TaskConfig.Kind.REGRESSION);
    return Optional.ofNullable(kinds.get(task))
        .map(kind -> ManifestSchema.infer(manifest, kind, label));
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
      return "images, sizes %s, modes %s".formatted(pictures.sizes(), pictures.modes());
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
