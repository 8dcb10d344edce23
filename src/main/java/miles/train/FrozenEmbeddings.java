package miles.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import miles.config.RunConfig;
import miles.data.LoadedData;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.Purpose;
import miles.interop.ImportedEncoders;
import org.tensorflow.Session;

/**
 * The embeddings of encoders that do not change, computed once for a data set instead of in every
 * step.
 *
 * @param data the data, of a modality with a frozen encoder its embeddings
 * @param imported the encoders, those applied marked
 */
record FrozenEmbeddings(LoadedData data, ImportedEncoders imported) {

  /**
   * Applies a run's frozen encoders.
   *
   * @param resumed the checkpoint that holds their variables; empty for a new run
   * @param cache where embeddings are kept; empty: in memory
   */
  static FrozenEmbeddings of(
      RunConfig config,
      LoadedData data,
      ImportedEncoders imported,
      Optional<Checkpoint> resumed,
      Optional<Path> cache) {
    List<String> frozen =
        ImportedEncoders.ofKind(config).entrySet().stream()
            .filter(encoder -> !encoder.getValue().trainable())
            .map(encoder -> encoder.getKey())
            .toList();
    FrozenEmbeddings result = new FrozenEmbeddings(data, imported);
    if (frozen.isEmpty()) {
      return result;
    }
    try (FusionGraph graph =
            FusionGraph.build(
                config,
                data.preprocessing().features(),
                data.preprocessing().outputs(),
                Purpose.TRAINING,
                imported);
        Session session = Sessions.open(graph.graph(), config.training().threads())) {
      graph.initialize(session);
      resumed.ifPresent(checkpoint -> checkpoint.restore(session));
      FrozenEncoder encoder = new FrozenEncoder(config, data, graph, session);
      for (String modality : frozen) {
        LoadedData embedded = encoder.embed(modality, imported.of(modality), result.data(), cache);
        result = new FrozenEmbeddings(embedded, result.imported().applied(modality));
      }
      return result;
    }
  }
}
