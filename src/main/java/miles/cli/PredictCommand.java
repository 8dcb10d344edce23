package miles.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
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

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path partial = out.resolveSibling(out.getFileName() + ".partial");
    long rows;
    try (TrainedRun trained = TrainedRun.open(run)) {
      rows = write(trained, partial);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(partial);
      throw e;
    }
    Files.move(partial, out, StandardCopyOption.REPLACE_EXISTING);
    console.line("wrote %d rows to %s".formatted(rows, out));
    return 0;
  }

  private long write(TrainedRun trained, Path file) throws IOException {
    int batchSize = trained.config().training().evaluationBatchSize();
    int threads = trained.config().training().threads();
    long rows = 0;
    try (SampleStream stream = SampleStream.open(data, trained.preprocessing(), threads);
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
      case CLASSIFICATION -> row.add(classes.get(best(values, first, outputs)));
      case MULTI_LABEL -> row.add(labels(classes, values, first));
    }
    for (int c = 0;
        trained.config().task().kind() != TaskConfig.Kind.REGRESSION && c < outputs;
        c++) {
      row.add(Float.toString(values[first + c]));
    }
    return row;
  }

  private static int best(float[] values, int first, int outputs) {
    int best = 0;
    for (int c = 1; c < outputs; c++) {
      best = values[first + c] > values[first + best] ? c : best;
    }
    return best;
  }

  private static String labels(List<String> classes, float[] values, int first) {
    StringJoiner labels = new StringJoiner("|");
    for (int c = 0; c < classes.size(); c++) {
      if (values[first + c] >= Predictions.THRESHOLD) {
        labels.add(classes.get(c));
      }
    }
    return labels.toString();
  }
}
