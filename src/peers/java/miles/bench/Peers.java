package miles.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import miles.config.RunConfig;
import miles.config.RunFile;
import miles.data.LoadOptions;
import miles.data.LoadedData;
import miles.train.DurableFiles;
import miles.train.RunFolder;
import miles.train.Trainer;

/**
 * Trains a run file's network here and in another library, {@code djl} (with PyTorch) or {@code
 * dl4j}, an epoch of each in turn.
 *
 * <pre>
 * {@code mvn -Ppeers test-compile exec:exec -Dpeers.arguments="djl models/smnist.yaml KEY=VALUE …"}
 * </pre>
 */
final class Peers {

  private Peers() {}

  public static void main(String[] arguments) throws IOException {
    String library = arguments[0];
    RunConfig config =
        RunFile.read(Path.of(arguments[1]), List.of(arguments).subList(2, arguments.length));
    int threads = config.training().threads();
    int processors = Runtime.getRuntime().availableProcessors();
    String used = Integer.toString(threads == 0 ? processors : threads);
    System.setProperty("ai.djl.pytorch.num_threads", used);
    Path folder = Files.createTempDirectory("miles-peers");
    LoadedData data = LoadedData.load(config, LoadOptions.cached(folder.resolve("cache"), threads));
    try (PeerTraining peer = peer(library, config, data);
        RunFolder run = RunFolder.open(folder.resolve("run"), RunFolder.Existing.REFUSE)) {
      StepRates rates =
          new StepRates(peer::stepsPerSecond, WarmUp.ROUNDS, System.currentTimeMillis());
      new Trainer(config, data, List.of(rates)).train(run);
      print("MILES, training", rates.trainer());
      print(library, rates.other());
      print("ratio", rates.trainer().over(rates.other()));
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private static PeerTraining peer(String library, RunConfig config, LoadedData data) {
    return switch (library) {
      case "djl" -> new DjlTraining(config, data.train());
      case "dl4j" -> new Dl4jTraining(config, data.train());
      default -> throw new IllegalArgumentException(library + " is neither djl nor dl4j");
    };
  }

  private static void print(String name, Measurement measured) {
    System.out.printf(
        Locale.ROOT,
        "%-18s median %8.2f  least %8.2f  greatest %8.2f  %s%n",
        name,
        measured.median(),
        measured.least(),
        measured.greatest(),
        measured.unit());
  }
}
