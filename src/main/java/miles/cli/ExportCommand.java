package miles.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import miles.config.ExportConfig;
import miles.config.RunFile;
import miles.export.SavedModelWriter;
import miles.export.SavedModelWriter.Options;
import miles.train.TrainedRun;
import miles.train.TrainingState;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code miles export}: a SavedModel of one of a run's checkpoints. */
@Command(
    name = "export",
    description = {
      "Writes a SavedModel of one of a run's checkpoints, as the next version of the model.",
      ""
    })
final class ExportCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "RUN", description = "The run's folder, such as saved/digits.")
  private Path run = Path.of("");

  @Option(
      names = "--checkpoint",
      paramLabel = "NAME",
      defaultValue = "best",
      description = "best, latest or an epoch's, such as epoch-0003 (default: ${DEFAULT-VALUE}).")
  private String checkpoint = "best";

  @Option(
      names = "--version",
      paramLabel = "N",
      converter = VersionNumber.class,
      description = "The version's number, larger than any that is there (default: the next).")
  private Optional<Long> version = Optional.empty();

  @Option(names = "--no-raw", description = "Leave out the signatures that take files and texts.")
  private boolean withoutRaw;

  @Option(
      names = "--float16",
      description = "Store variables in 16 bits: half the size, still computed in 32 bits.")
  private boolean halfPrecision;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "The folder of all versions (default: model in the run's folder).")
  private Optional<Path> out = Optional.empty();

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    try (TrainedRun trained = TrainedRun.open(run, checkpoint)) {
      if (!trained.hasFusion()) {
        console.notice(
            "miles export: %s is a unimodal run, which trains no fused prediction.".formatted(run));
        return Failure.BAD_INPUT;
      }
      Path model = out.orElse(trained.layout().model());
      if (Files.exists(model) && !Files.isDirectory(model)) {
        console.notice("miles export: --out %s is no folder. Name another one.".formatted(model));
        return Failure.BAD_INPUT;
      }
      console.line("wrote %s, %s".formatted(write(trained, model), place(trained)));
    }
    return 0;
  }

  /** Returns how far the training was whose variables are exported. */
  private static String place(TrainedRun trained) {
    TrainingState state = trained.checkpoint().state();
    int steps = state.underway().steps();
    return steps == 0
        ? "epoch %d".formatted(state.epoch())
        : "step %d of epoch %d".formatted(steps, state.epoch() + 1);
  }

  /** Reads a number; the exporter knows which ones are allowed. */
  private static final class VersionNumber implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      try {
        return Long.valueOf(text);
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "\"%s\" is not allowed. Allowed: a whole number of at most 18 digits.".formatted(text));
      }
    }
  }

  private Path write(TrainedRun trained, Path model) throws IOException {
    ExportConfig config = trained.config().export();
    SavedModelWriter writer =
        new SavedModelWriter(
            trained.config(),
            trained.preprocessing(),
            trained.imported(),
            RunFile.write(trained.config()),
            new Options(config.raw() && !withoutRaw, config.warmup(), halfPrecision));
    Path variables = trained.checkpoint().variables();
    return version.isPresent()
        ? writer.write(variables, model, version.get())
        : writer.write(variables, model);
  }
}
