package miles.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import miles.data.Dataset;
import miles.data.LoadOptions;
import miles.data.Split;
import miles.report.ScorecardJson;
import miles.train.Scorecard;
import miles.train.TrainedRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code miles evaluate}: every metric of a trained run. */
@Command(
    name = "evaluate",
    description = {
      "Scores the best epoch of a run: fused, for every subset of modalities, per class.",
      ""
    })
final class EvaluateCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run's folder, such as saved/digits.")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "MANIFEST",
      description = "Another manifest than the run's own.")
  private Optional<Path> data = Optional.empty();

  @Option(
      names = "--split",
      defaultValue = "test",
      description =
          "train, validation or test (default: ${DEFAULT-VALUE}); a manifest without a split column"
              + " is scored whole.")
  private String split = "test";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private BadRowsOption badRows = new BadRowsOption();

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Optional<Split> wanted = Split.of(split);
    if (wanted.isEmpty()) {
      console.notice(
          "miles evaluate: --split %s: allowed are train, validation, test.".formatted(split));
      return Failure.BAD_INPUT;
    }
    try (TrainedRun trained = TrainedRun.open(run)) {
      Path manifest = data.orElse(trained.config().data().manifest());
      Dataset samples =
          Dataset.load(
              manifest,
              trained.preprocessing(),
              wanted.get(),
              LoadOptions.inMemory(trained.config().training().threads())
                  .with(badRows.of(console)));
      samples
          .absent()
          .forEach(
              modality ->
                  console.notice("no row has modality " + modality + ": absent everywhere"));
      if (!trained.hasFusion()) {
        console.notice(ScoreTable.NO_FUSION);
      }
      print(trained.score(samples), manifest);
    }
    return 0;
  }

  private void print(Scorecard card, Path manifest) {
    if (json) {
      Map<String, Object> where = new LinkedHashMap<>();
      where.put("manifest", manifest.toString());
      where.put("split", split);
      console.line(ScorecardJson.text(card, where));
      return;
    }
    console.line("%s, split %s, %d samples".formatted(manifest, split, card.fused().samples()));
    console.line(ScoreTable.summary(card));
    String details = ScoreTable.details(card);
    if (!details.isEmpty()) {
      console.line("\n" + details);
    }
    console.line("\n" + ScoreTable.balance(card));
  }
}
