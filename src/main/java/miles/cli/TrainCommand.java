package miles.cli;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadedData;
import miles.export.SavedModelWriter;
import miles.interop.ImportedEncoders;
import miles.interop.Trust;
import miles.report.EventFiles;
import miles.report.RunReport;
import miles.report.ScorecardJson;
import miles.train.DurableFiles;
import miles.train.RunEncoders;
import miles.train.RunFolder;
import miles.train.RunLayout;
import miles.train.RunResult;
import miles.train.Scorecard;
import miles.train.StoppedException;
import miles.train.TrainedRun;
import miles.train.Trainer;
import miles.train.TrainingListener;
import miles.train.TrainingPlan;
import miles.train.WriteFailedException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code miles train}: from a run file to a SavedModel. */
@Command(
    name = "train",
    description = {
      "Trains what a run file says, scores the best epoch on the test split, exports it, and writes a"
          + " report.",
      ""
    })
final class TrainCommand implements Callable<Integer> {

  private final Console console;
  private final StopSignal stop;

  @Mixin private RunFileArguments run = new RunFileArguments();

  @Option(
      names = "--saved",
      paramLabel = "FOLDER",
      defaultValue = "saved",
      description = "Where the run's folder is made (default: ${DEFAULT-VALUE}).")
  private Path saved = Path.of("saved");

  @Option(names = "--resume", description = "Go on with a run that was stopped.")
  private boolean resume;

  @Option(names = "--overwrite", description = "Delete the run that is in the folder.")
  private boolean overwrite;

  @Option(
      names = "--trust",
      description = "Take encoders out of SavedModels that could do more than compute.")
  private boolean trust;

  @Mixin private BadRowsOption badRows = new BadRowsOption();

  private int epochsBefore;

  TrainCommand(Console console, StopSignal stop) {
    this.console = console;
    this.stop = stop;
  }

  @Override
  public Integer call() throws IOException {
    if (resume && overwrite) {
      console.notice("miles train: --resume and --overwrite exclude each other.");
      return Failure.BAD_INPUT;
    }
    RunConfig config = run.read();
    RunLayout layout = new RunLayout(saved.resolve(config.name()));
    try {
      Files.createDirectories(saved);
    } catch (FileSystemException e) {
      console.notice(
          "miles train: --saved %s: no folder can be made there. Name another one."
              .formatted(saved));
      return Failure.BAD_INPUT;
    }
    try (RunFolder folder = RunFolder.open(layout.folder(), existing())) {
      ImportedEncoders imported =
          RunEncoders.open(config, folder, trust ? Trust.TRUSTED : Trust.CHECKED);
      LoadedData data = RunData.load(console, config, layout.cache(), badRows.of(console));
      console.line(
          "%s: %d training, %d validation, %d test samples; method %s"
              .formatted(
                  config.name(),
                  data.train().size(),
                  data.validation().size(),
                  data.test().size(),
                  config.balance().method().value()));
      RunResult result = train(config, data, imported, folder);
      if (stop.asked()) {
        throw stopped(result);
      }
      console.line(
          "best epoch %d of %d%s"
              .formatted(result.best().epoch(), result.epochs(), reason(result.end())));
      try {
        finish(layout, data, result.epochs() == epochsBefore);
      } catch (IOException e) {
        throw WriteFailedException.of(layout.folder(), e);
      }
    }
    return 0;
  }

  private RunFolder.Existing existing() {
    if (resume) {
      return RunFolder.Existing.RESUME;
    }
    return overwrite ? RunFolder.Existing.OVERWRITE : RunFolder.Existing.REFUSE;
  }

  private RunResult train(
      RunConfig config, LoadedData data, ImportedEncoders imported, RunFolder folder)
      throws IOException {
    TrainingListener before =
        new TrainingListener() {
          @Override
          public void trainingStarted(TrainingPlan plan) {
            epochsBefore = plan.epochsDone();
            stop.await();
          }
        };
    List<TrainingListener> listeners = new ArrayList<>(List.of(before));
    try (TrainingLines lines = new TrainingLines(console);
        EventFiles events = new EventFiles()) {
      listeners.add(lines);
      if (config.training().events()) {
        listeners.add(events);
      }
      return new Trainer(config, data, imported, listeners).train(folder, stop);
    }
  }

  private StoppedException stopped(RunResult result) {
    boolean training = result.end() == RunResult.End.STOPPED;
    return new StoppedException(
        "Stopped after %d steps%s. Nothing is lost: go on with the same command and --resume%s."
            .formatted(
                result.steps(),
                training ? "" : ", with training done but not scored and exported",
                overwrite ? " in place of --overwrite" : ""));
  }

  private void finish(RunLayout layout, LoadedData data, boolean wasDone) throws IOException {
    try (TrainedRun run = TrainedRun.open(layout.folder())) {
      if (data.test().size() > 0) {
        Scorecard card = run.score(data.test());
        console.line("\ntest split, %d samples".formatted(data.test().size()));
        console.line(ScoreTable.summary(card));
        write(card, run);
        if (!run.hasFusion()) {
          console.line(ScoreTable.NO_FUSION);
        }
      }
      console.line("\nwrote %s".formatted(layout.epochs()));
      console.line("wrote %s".formatted(run.checkpoint().folder()));
      boolean exported =
          wasDone && SavedModelWriter.isWritten(run.checkpoint().variables(), layout.model());
      if (!exported && run.config().export().enabled() && run.hasFusion()) {
        console.line("wrote %s".formatted(export(run)));
      }
    }
    RunReport.write(layout.folder(), layout.report());
    console.line("wrote %s".formatted(layout.report()));
  }

  private static Path export(TrainedRun run) throws IOException {
    SavedModelWriter writer =
        new SavedModelWriter(
            run.config(), run.preprocessing(), run.imported(), RunFile.write(run.config()));
    try {
      return writer.write(run.checkpoint().variables(), run.layout().model());
    } catch (TFResourceExhaustedException e) {
      // The disk is full; TensorFlow adds where in its graph it happened, on lines of their own.
      throw new IOException(String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private static void write(Scorecard card, TrainedRun run) throws IOException {
    Map<String, Object> where = new LinkedHashMap<>();
    where.put("manifest", run.config().data().manifest().toString());
    where.put("split", "test");
    where.put("epoch", run.checkpoint().state().epoch());
    DurableFiles.write(run.layout().scores(), ScorecardJson.text(card, where) + "\n");
  }

  private static String reason(RunResult.End end) {
    return switch (end) {
      case COMPLETE -> "";
      case EARLY_STOPPING -> " (stopped early)";
      case NOTHING_LEFT_TO_BALANCE -> " (ended by the balancing method: every encoder is frozen)";
      case STOPPED -> " (stopped)";
    };
  }
}
