package miles.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import miles.config.TaskConfig;
import miles.data.Batch;
import miles.data.SampleStream;
import miles.evaluate.Predictions;
import miles.train.Evaluator;
import miles.train.Probabilities;
import miles.train.TrainedRun;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code miles predict}: a row of probabilities for every row of a manifest. */
@Command(
    name = "predict",
    description = {
      "Writes one row of predictions for every row of a manifest; any number of rows.",
      "An empty cell, or a missing column, means that the modality is absent.",
      ""
    })
final class PredictCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run's folder, such as saved/digits.")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "MANIFEST",
      required = true,
      description = "The rows: an id and the modalities' columns; labels are not read.")
  private Path data = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The predictions, as CSV; replaced if it exists.")
  private Path out = Path.of("");

  @Mixin private BadRowsOption badRows = new BadRowsOption();

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Optional<String> problem = problemOfOut();
    if (problem.isPresent()) {
      console.notice("miles predict: --out %s: %s".formatted(out, problem.get()));
      return Failure.BAD_INPUT;
    }
    // A link stays a link, and what is no plain file, such as /dev/stdout, is written as it is.
    Path target = Files.exists(out) ? out.toRealPath() : out;
    boolean plain = !Files.exists(target) || Files.isRegularFile(target);
    Path partial = plain ? target.resolveSibling(target.getFileName() + ".partial") : target;
    long rows;
    try (TrainedRun trained = TrainedRun.open(run)) {
      if (!trained.hasFusion()) {
        console.notice(
            "miles predict: %s is a unimodal run, which trains no fused prediction."
                .formatted(run));
        return Failure.BAD_INPUT;
      }
      rows = write(trained, partial);
    } catch (IOException | RuntimeException e) {
      if (plain) {
        Files.deleteIfExists(partial);
      }
      throw e;
    }
    if (plain) {
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
    console.notice("wrote %d rows to %s".formatted(rows, out));
    return 0;
  }

  private Optional<String> problemOfOut() throws IOException {
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      return Optional.of("there is no folder %s. Make it first.".formatted(folder));
    }
    if (Files.isDirectory(out)) {
      return Optional.of("it is a folder. Name a file.");
    }
    if (Files.exists(out) && Files.exists(data) && Files.isSameFile(out, data)) {
      return Optional.of("it is the manifest that is read. Name another file.");
    }
    return Optional.empty();
  }

  private long write(TrainedRun trained, Path file) throws IOException {
    int batchSize = trained.config().training().evaluationBatchSize();
    int threads = trained.config().training().threads();
    long rows = 0;
    try (SampleStream stream =
            SampleStream.open(data, trained.preprocessing(), threads, badRows.of(console));
        Evaluator evaluator = trained.fused();
        BufferedWriter writer = Files.newBufferedWriter(file);
        CSVPrinter csv = new CSVPrinter(writer, CSVFormat.RFC4180)) {
      stream
          .missing()
          .forEach(modality -> console.notice("no column of " + modality + ": absent everywhere"));
      csv.printRecord(header(trained));
      Batch batch = stream.batch(batchSize);
      while (stream.read(batch)) {
        Probabilities probabilities = evaluator.predict(batch);
        float[] values = probabilities.byName().values().iterator().next();
        for (int i = 0; i < stream.ids().size(); i++) {
          csv.printRecord(row(trained, stream.ids().get(i), values, i));
        }
        rows += stream.ids().size();
      }
    }
    return rows;
  }

  private static List<String> header(TrainedRun trained) {
    List<String> header = new ArrayList<>(List.of("id", "prediction"));
    trained.preprocessing().classes().forEach(name -> header.add("probability." + name));
    return header;
  }

  private static List<String> row(TrainedRun trained, String id, float[] values, int sample) {
    int outputs = trained.preprocessing().outputs();
    List<String> classes = trained.preprocessing().classes();
    List<String> row = new ArrayList<>(List.of(id));
    int first = sample * outputs;
    switch (trained.config().task().kind()) {
      case REGRESSION -> row.add(Float.toString(values[first]));
      case CLASSIFICATION -> row.add(classes.get(Predictions.greatest(values, first, outputs)));
      case MULTI_LABEL -> row.add(labels(classes, values, first));
    }
    for (int c = 0;
        trained.config().task().kind() != TaskConfig.Kind.REGRESSION && c < outputs;
        c++) {
      row.add(Float.toString(values[first + c]));
    }
    return row;
  }

  private static String labels(List<String> classes, float[] values, int first) {
    StringJoiner labels = new StringJoiner("|");
    for (int c = 0; c < classes.size(); c++) {
      if (Predictions.isGiven(values[first + c])) {
        labels.add(classes.get(c));
      }
    }
    return labels.toString();
  }
}
