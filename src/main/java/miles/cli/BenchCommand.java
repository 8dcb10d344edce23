package miles.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import miles.bench.Benchmark;
import miles.bench.Measurement;
import miles.compare.Methods;
import miles.config.BalanceConfig.Method;
import miles.config.RunConfig;
import miles.data.BadRows;
import miles.data.LoadedData;
import miles.interop.ImportedEncoders;
import miles.train.DurableFiles;
import miles.train.RunLayout;
import org.tensorflow.TensorFlow;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code miles bench}: how fast a run file trains here, and what TensorFlow itself allows. */
@Command(
    name = "bench",
    description = {
      "Measures what a run file costs on this machine: training beside a bare loop over the same"
          + " graph, validation with and without its subgraphs, whole epochs by method, reading"
          + " and decoding, the time to the first step, memory.",
      "Nothing is kept but the cache of the data. Leave the machine alone meanwhile.",
      ""
    })
final class BenchCommand implements Callable<Integer> {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Console console;

  @Mixin private RunFileArguments run = new RunFileArguments();

  @Option(
      names = "--saved",
      paramLabel = "FOLDER",
      defaultValue = "saved",
      description = "Whose cache of decoded data is used (default: ${DEFAULT-VALUE}).")
  private Path saved = Path.of("saved");

  @Option(
      names = "--methods",
      paramLabel = "METHOD,…",
      defaultValue = "uniform,miles",
      description =
          "Balancing methods whose epochs are timed, the first as the base of the others (default:"
              + " ${DEFAULT-VALUE}).")
  private String methods = "";

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "9",
      description = "How often everything is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the numbers there too.")
  private Optional<Path> json = Optional.empty();

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (rounds < 1) {
      console.notice("miles bench: --rounds %d: at least 1.".formatted(rounds));
      return Failure.BAD_INPUT;
    }
    RunConfig config = run.read();
    Map<String, RunConfig> byMethod = new LinkedHashMap<>();
    for (Method method : Methods.parse(methods)) {
      byMethod.put(method.value(), run.read("balance.method=" + method.value()));
    }
    Optional<String> refused =
        byMethod.values().stream().flatMap(BenchCommand::notMeasured).findFirst();
    if (refused.isPresent()) {
      console.notice("miles bench: " + refused.get());
      return Failure.BAD_INPUT;
    }
    LoadedData data =
        RunData.load(
            console, config, new RunLayout(saved.resolve(config.name())).cache(), BadRows.refuse());
    int batch = config.training().batchSize();
    if (batch >= data.train().size()) {
      console.notice(
          "miles bench: training.batch_size %d is not allowed; allowed: less than the %d samples of the training split, so that an epoch has two steps."
              .formatted(batch, data.train().size()));
      return Failure.BAD_INPUT;
    }
    Map<String, Measurement> measured = measure(config, data, byMethod);
    console.line(table(measured));
    if (json.isPresent()) {
      DurableFiles.write(json.get(), json(config, measured));
      console.line("\nwrote %s".formatted(json.get()));
    }
    return 0;
  }

  /** Returns why a run is not measured here. */
  private static Stream<String> notMeasured(RunConfig config) {
    if (!ImportedEncoders.ofKind(config).isEmpty()) {
      return Stream.of("an encoder out of a SavedModel is not measured here.");
    }
    return config.balance().needsUnimodalRun()
        ? Stream.of(
            "balance.miles.reference: unimodal is not measured here, for it needs runs of single"
                + " modalities.")
        : Stream.empty();
  }

  private Map<String, Measurement> measure(
      RunConfig config, LoadedData data, Map<String, RunConfig> byMethod) throws IOException {
    Path folder = Files.createTempDirectory("miles-bench");
    try {
      return new Benchmark(config, data, folder, rounds)
          .run(byMethod, part -> console.notice("Measuring: %s".formatted(part)));
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private static String table(Map<String, Measurement> measured) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(List.of("", "median", "least", "greatest", ""));
    measured.forEach(
        (name, value) ->
            cells.add(
                List.of(
                    name,
                    number(value.median()),
                    number(value.least()),
                    number(value.greatest()),
                    value.unit())));
    return ScoreTable.aligned(cells);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.4g" : "%.0f", value);
  }

  private static String json(RunConfig config, Map<String, Measurement> measured) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("run", config.name());
    all.put("tensorflow", TensorFlow.version());
    all.put("java", Runtime.version().toString());
    all.put("processors", Runtime.getRuntime().availableProcessors());
    measured.forEach((name, value) -> all.put(name, value.median()));
    Map<String, Object> details = new LinkedHashMap<>();
    measured.forEach(
        (name, value) -> details.put(name, Map.of("unit", value.unit(), "values", value.values())));
    all.put("measurements", details);
    try {
      return JSON.writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("measurements are plain: " + all, e);
    }
  }
}
