package miles.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import miles.config.BalanceConfig;
import miles.config.RunFile;
import miles.report.Page.Block;
import miles.report.Page.Drawn;
import miles.report.Page.Part;
import miles.report.Page.Section;
import miles.train.DurableFiles;

/** The report of one run. */
public final class RunReport {

  private static final List<String> HOST =
      List.of("project", "tensorflow", "java", "os", "architecture", "processors", "devices");

  private final RecordedRun run;
  private final Optional<ScoreCharts> scores;

  private RunReport(RecordedRun run) {
    this.run = run;
    this.scores = run.scores().map(json -> new ScoreCharts(run, json));
  }

  /**
   * Writes the report of a run that is finished or under way.
   *
   * @param folder the run's folder, such as {@code saved/digits}
   * @param file the HTML file, whose folder exists; it is replaced
   * @throws ReportException if the folder holds no run, no epoch of one, or damaged files
   * @throws miles.train.RunFolderException if {@code epochs.csv} is damaged
   */
  public static void write(Path folder, Path file) throws IOException {
    DurableFiles.write(file, page(folder).html());
  }

  /** Returns the report of a run. */
  static Page page(Path folder) throws IOException {
    return new RunReport(RecordedRun.read(folder)).page();
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    scores.ifPresent(charts -> sections.add(new Section("On the test split", onTest(charts))));
    EpochCharts epochs = new EpochCharts(run);
    List<Part> training = new ArrayList<>();
    training.add(new Drawn(epochs.scores()));
    epochs.utilization().forEach(chart -> training.add(new Drawn(chart)));
    training.add(new Drawn(epochs.learningRates()));
    epochs.losses().forEach(chart -> training.add(new Drawn(chart)));
    sections.add(new Section("Over the epochs", training));
    sections.add(new Section("The run", records()));
    return new Page(run.config().name(), subtitle(), facts(), sections);
  }

  private String subtitle() {
    BalanceConfig balance = run.config().balance();
    StringJoiner text = new StringJoiner(" · ");
    String rule =
        balance
            .milesRule()
            .map(
                miles ->
                    " (%s, τ = %s, μ = %s)"
                        .formatted(
                            Names.of(miles.source()),
                            Numbers.text(miles.threshold()),
                            Numbers.text(miles.reduction())))
            .orElse("");
    text.add(Names.of(balance.method()) + rule);
    text.add(Names.of(run.config().task().kind()));
    text.add(String.join(", ", run.modalities()));
    text.add("seed " + run.config().training().seed());
    return text.toString();
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    String score = Names.of(run.config().task().score());
    scores
        .filter(charts -> run.hasFusion())
        .ifPresent(
            charts -> facts.put("fused %s, test".formatted(score), Numbers.score(charts.fused())));
    run.scores()
        .filter(json -> run.hasFusion() && json.path("imbalance").isNumber())
        .ifPresent(
            json -> facts.put("imbalance, test", Numbers.score(json.path("imbalance").asDouble())));
    scores
        .filter(charts -> run.hasFusion())
        .flatMap(ScoreCharts::calibrationError)
        .ifPresent(error -> facts.put("calibration error, test", Numbers.score(error)));
    run.bestEpoch()
        .ifPresent(
            best -> facts.put("best epoch", "%d of %d".formatted(best, run.epochs().size())));
    if (run.bestEpoch().isEmpty()) {
      facts.put(
          "epochs", "%d of %d".formatted(run.epochs().size(), run.config().training().epochs()));
    }
    double seconds = run.column("seconds").stream().mapToDouble(each -> each).sum();
    facts.put("training time", duration(seconds));
    return facts;
  }

  private static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return whole < 3600
        ? "%d min %02d s".formatted(whole / 60, whole % 60)
        : "%d h %02d min".formatted(whole / 3600, whole % 3600 / 60);
  }

  private List<Part> onTest(ScoreCharts charts) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Drawn(charts.subsets()));
    if (run.hasFusion()) {
      charts.reliability().ifPresent(chart -> parts.add(new Drawn(chart)));
      charts.confusion().ifPresent(parts::add);
      charts.classes().ifPresent(parts::add);
    }
    return parts;
  }

  private List<Part> records() {
    List<Part> parts = new ArrayList<>();
    parts.add(new Block("What is missing", missing(), "", true));
    if (missing().isEmpty()) {
      parts.clear();
    }
    run.environment()
        .ifPresent(
            environment ->
                parts.add(
                    new Block(
                        "Where it was trained",
                        "What the bits of the result depend on beside the run file.",
                        environment(environment).html("Processes that trained the run"),
                        true)));
    String yaml = RunFile.write(run.config());
    parts.add(
        new Block(
            "Run file",
            "Every key with its value.",
            "<details><summary>run.yaml</summary><pre tabindex=\"0\">%s</pre></details>"
                .formatted(Html.escape(yaml)),
            true));
    return parts;
  }

  private String missing() {
    StringJoiner text = new StringJoiner(" ");
    int skipped =
        run.environment()
            .map(environment -> environment.path("skipped_rows").path("count").asInt())
            .orElse(0);
    if (skipped > 0) {
      text.add(
          "%d rows of the manifest could not be used and were skipped: environment.json has the reasons."
              .formatted(skipped));
    }
    if (!run.hasFusion()) {
      text.add("A unimodal run trains the heads alone: what is fused or masked is left out.");
    }
    if (scores.isEmpty()) {
      text.add(
          "The test split was not scored: the training is not finished, there is no such split, or an older version trained. To score it, repeat ./miles train with --resume.");
    }
    return text.toString();
  }

  /** Returns a row a fact and a column a process. */
  private static Table environment(JsonNode environment) {
    List<String> header = new ArrayList<>(List.of(""));
    List<List<String>> rows = new ArrayList<>();
    for (String key : HOST) {
      rows.add(new ArrayList<>(List.of(key)));
    }
    for (JsonNode start : environment.path("starts")) {
      header.add(start.path("at").asText());
      for (List<String> row : rows) {
        row.add(start.path("host").path(row.get(0)).asText());
      }
    }
    return new Table(header, rows);
  }
}
