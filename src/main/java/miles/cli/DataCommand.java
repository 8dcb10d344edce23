package miles.cli;

import picocli.CommandLine.Command;

/** {@code miles data}: the commands on data sets. */
@Command(
    name = "data",
    description = {"Works on data sets.", ""},
    synopsisSubcommandLabel = "COMMAND")
final class DataCommand {}
