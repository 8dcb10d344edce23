package miles.train;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import miles.config.EncoderConfig.SavedModel;
import miles.config.RunConfig;
import miles.data.Batch;
import miles.data.DerivedValues;
import miles.data.LoadedData;
import miles.data.Sha256;
import miles.graph.BatchFeed;
import miles.graph.FusionGraph;
import miles.graph.FusionGraph.GraphVariable;
import miles.interop.ImportedEncoder;
import miles.interop.ImportedEncoders;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.types.TFloat32;

/**
 * Runs the frozen encoders of a graph over a data set.
 *
 * @param config the run
 * @param data the preprocessed data
 * @param graph a graph for training, encoders included; closed by its owner
 * @param session holds the encoders' variables; closed by its owner
 */
record FrozenEncoder(RunConfig config, LoadedData data, FusionGraph graph, Session session) {

  /** Raised with every change of what embeddings are or how they are kept. */
  private static final String VERSION = "2";

  /**
   * Replaces a modality's values by its embeddings.
   *
   * @param target the data in which they are replaced
   */
  LoadedData embed(
      String modality, ImportedEncoder encoder, LoadedData target, Optional<Path> cache) {
    Operand<TFloat32> embedding = graph.imported(modality);
    int width = (int) embedding.shape().get(1);
    DerivedValues values =
        new DerivedValues(
            modality, width, key(modality, encoder), config.training().evaluationBatchSize());
    try (BatchFeed feed = new BatchFeed(graph)) {
      return values.of(data, target, cache, (batch, into) -> run(feed, embedding, batch, into));
    }
  }

  private void run(BatchFeed feed, Operand<TFloat32> embedding, Batch batch, float[] into) {
    // A graph for training encodes the samples that are there: so all are, an absent one with
    // zeros.
    for (int m = 0; m < batch.features().size(); m++) {
      Arrays.fill(batch.presence(m), 0, batch.size(), 1);
    }
    try (Result result = feed.feed(session.runner(), batch, false).fetch(embedding).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      tensor.asRawTensor().data().asFloats().read(into, 0, (int) tensor.size());
    }
  }

  /** Returns all that the embeddings' bits depend on. */
  private List<String> key(String modality, ImportedEncoder encoder) {
    SavedModel saved =
        Objects.requireNonNull(ImportedEncoders.ofKind(config).get(modality), modality);
    return List.of(
        VERSION,
        modality,
        data.contentHash(),
        new String(data.preprocessing().toJson(), StandardCharsets.UTF_8),
        hash(encoder.graph().toBytes()),
        String.valueOf(saved.channels()),
        values(modality),
        "%d samples, %d threads"
            .formatted(config.training().evaluationBatchSize(), config.training().threads()),
        TensorFlow.version(),
        System.getProperty("os.arch"));
  }

  private static String hash(byte[] bytes) {
    MessageDigest digest = Sha256.begin();
    digest.update(bytes);
    return Sha256.hex(digest);
  }

  /** Returns the hash of the values that the encoder's variables have. */
  private String values(String modality) {
    MessageDigest digest = Sha256.begin();
    for (GraphVariable variable : graph.variables()) {
      if (variable.name().startsWith(FusionGraph.encoderGroup(modality) + "/variables/")) {
        try (Result result = session.runner().fetch(variable.variable()).run()) {
          TFloat32 tensor = (TFloat32) result.get(0);
          byte[] bytes = new byte[Math.toIntExact(tensor.numBytes())];
          tensor.asRawTensor().data().read(bytes);
          digest.update(bytes);
        }
      }
    }
    return Sha256.hex(digest);
  }
}
