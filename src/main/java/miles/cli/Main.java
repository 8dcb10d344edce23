package miles.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import miles.config.PathProblem;
import miles.graph.Devices;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the program starts: names the commands, runs one, and turns its end into an exit code. */
public final class Main {

  private Main() {}

  /**
   * Runs one command and ends the process.
   *
   * @param arguments the command line, without the program's name
   */
  public static void main(String[] arguments) {
    System.exit(run(Console.ofProcess(), arguments));
  }

  /** Runs one command and returns its exit code. */
  static int run(Console console, String... arguments) {
    try (StopSignal stop = new StopSignal(console)) {
      int code = execute(commandLine(console, stop), console, arguments);
      if (console.hasLostResults()) {
        console.notice(
            "Standard output is closed or full: what was printed there is lost, at least in part.");
        return Math.max(code, Failure.RUN_FAILED);
      }
      return code;
    }
  }

  /**
   * Returns the command line with all its commands: a new command is one more line here.
   *
   * @param stop tells commands that the process is to end; closed when they have ended
   */
  static CommandLine commandLine(Console console, StopSignal stop) {
    return new CommandLine(new MilesCommand())
        .addSubcommand(new TrainCommand(console, stop))
        .addSubcommand(new EvaluateCommand(console))
        .addSubcommand(new PredictCommand(console))
        .addSubcommand(new ReportCommand(console))
        .addSubcommand(new ExportCommand(console))
        .addSubcommand(new CompareCommand(console, stop))
        .addSubcommand(new BenchCommand(console))
        .addSubcommand(new InspectCommand(console))
        .addSubcommand(new ServeCommand(console))
        .addSubcommand(new SoakCommand(console))
        .addSubcommand(
            new CommandLine(new DataCommand())
                .addSubcommand(new DataCheckCommand(console))
                .addSubcommand(new DataImportCommand(console)));
  }

  /** Runs one command of a given command line and returns its exit code. */
  static int execute(CommandLine miles, Console console, String... arguments) {
    MilesCommand root = miles.getCommand();
    miles.setOut(console.out());
    miles.setErr(console.err());
    miles.registerConverter(Path.class, Main::path);
    miles.setUsageHelpAutoWidth(true);
    miles.setColorScheme(CommandLine.Help.defaultColorScheme(colors()));
    miles.setAbbreviatedOptionsAllowed(false);
    miles.setParameterExceptionHandler((thrown, args) -> refuse(console, thrown));
    miles.setExecutionExceptionHandler((thrown, at, parsed) -> fail(console, root, thrown));
    miles.setExecutionStrategy(parsed -> perform(console, root, parsed));
    try {
      return miles.execute(arguments);
    } catch (Error thrown) {
      // picocli hands exceptions to its handler, but lets errors such as OutOfMemoryError through.
      return fail(console, root, thrown);
    }
  }

  /** picocli goes by the terminal and by NO_COLOR, but shows colors to a terminal that has none. */
  private static CommandLine.Help.Ansi colors() {
    return "dumb".equals(System.getenv("TERM"))
        ? CommandLine.Help.Ansi.OFF
        : CommandLine.Help.Ansi.AUTO;
  }

  private static int perform(Console console, MilesCommand root, ParseResult parsed) {
    NewsAppender.install(console, root.verbose());
    List<CommandLine> commands = parsed.asCommandLineList();
    CommandLine last = commands.get(commands.size() - 1);
    if (last.isUsageHelpRequested() || last.isVersionHelpRequested()) {
      // picocli lets it pass where help is asked for.
      if (!last.getUnmatchedArguments().isEmpty()) {
        throw new UnmatchedArgumentException(last, last.getUnmatchedArguments());
      }
      return new CommandLine.RunLast().execute(parsed);
    }
    boolean onlyGroup = !(last.getCommand() instanceof Callable);
    if (onlyGroup) {
      last.usage(console.err());
      return Failure.BAD_INPUT;
    }
    if (BuildInfo.load().gpu()) {
      noticeMissingGpu(console);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static void noticeMissingGpu(Console console) {
    boolean found = Devices.list().stream().anyMatch(device -> device.type().equals("GPU"));
    if (!found) {
      console.notice("No GPU was found: this runs on the CPU (see docs/gpu.md).");
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "\"%s\" is no path: %s".formatted(text, PathProblem.reason(e)));
    }
  }

  private static int refuse(Console console, ParameterException thrown) {
    CommandLine command = thrown.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    console.notice("%s: %s".formatted(name, refusal(thrown)));
    boolean suggested = UnmatchedArgumentException.printSuggestions(thrown, console.err());
    if (!suggested) {
      console.notice("Try: %s --help".formatted(name));
    }
    return Failure.BAD_INPUT;
  }

  private static String refusal(ParameterException thrown) {
    boolean group = !thrown.getCommandLine().getSubcommands().isEmpty();
    if (group && thrown instanceof UnmatchedArgumentException e && !e.isUnknownOption()) {
      return "no such command: " + e.getUnmatched().get(0);
    }
    return Objects.requireNonNullElse(thrown.getMessage(), "the command line was refused");
  }

  private static int fail(Console console, MilesCommand root, Throwable thrown) {
    Failure failure = Failure.of(thrown);
    console.notice(root.verbose() ? stackTrace(thrown) : failure.sentence());
    return failure.exitCode();
  }

  private static String stackTrace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString().stripTrailing();
  }
}
