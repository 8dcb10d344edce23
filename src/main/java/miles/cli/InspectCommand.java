package miles.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import miles.interop.ModelSummary;
import miles.interop.SavedModelFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code miles inspect}: what is in a SavedModel. */
@Command(
    name = "inspect",
    description = {
      "Shows what is in a SavedModel: signatures, variables, tensors that could serve as an embedding,"
          + " and whether it only computes. Runs nothing of it.",
      ""
    })
final class InspectCommand implements Callable<Integer> {

  private final Console console;

  @Parameters(paramLabel = "FOLDER", description = "The folder that holds saved_model.pb.")
  private Path folder = Path.of("");

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      split = ",",
      defaultValue = SavedModelFile.SERVE,
      description = "All tags of the graph to show (default: ${DEFAULT-VALUE}).")
  private Set<String> tags = new TreeSet<>();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  InspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ModelSummary summary = ModelSummary.of(SavedModelFile.read(folder, tags));
    if (json) {
      ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
      console.line(mapper.writeValueAsString(SummaryText.json(summary)));
    } else {
      SummaryText.lines(summary).forEach(console::line);
    }
    return 0;
  }
}
