package miles.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The root of the command line: the options that every command has. */
@Command(
    name = "miles",
    description = {
      "Trains multimodal joint-fusion models with balanced learning rates, and hands them out as"
          + " TensorFlow SavedModels.",
      ""
    },
    versionProvider = VersionText.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a run failed",
      "2:the command line, a run file or the data were refused",
      "143:stopped by SIGTERM (130: Ctrl-C, 129: SIGHUP); train and compare go on from there"
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n")
@SuppressWarnings("UnusedVariable") // picocli reads the fields of its own two options
final class MilesCommand {

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the versions of MILES, TensorFlow and Java, list the devices, and exit.")
  private boolean version;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show details, and stack traces of errors.")
  private boolean verbose;

  boolean verbose() {
    return verbose;
  }
}
