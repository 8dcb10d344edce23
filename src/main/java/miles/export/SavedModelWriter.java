package miles.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.RunConfig;
import miles.data.Preprocessing;
import miles.data.Preprocessor;
import miles.data.RawInput;
import miles.graph.FusionGraph;
import miles.interop.ImportedEncoders;
import miles.train.Sessions;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.op.core.Placeholder;

/**
 * Writes a trained model as a SavedModel with the tag {@code serve}.
 *
 * <p>The signatures are those of TensorFlow Serving's predict API: {@code serving_default} takes
 * every modality's preprocessed values, one signature named after each modality takes that one
 * alone, the others absent, and {@code embed} answers with the embeddings. Where the run file wants
 * them, {@code raw}, {@code raw_<modality>} and {@code raw_embed} take what a client has: files,
 * texts and numbers, see {@link RawInput}. Class names, the run file and the preprocessing's
 * statistics are assets.
 */
public final class SavedModelWriter {

  private final RunConfig config;
  private final Preprocessing preprocessing;
  private final ImportedEncoders imported;
  private final String runFile;

  /**
   * @param config the run
   * @param preprocessing what the training data taught the preprocessing
   * @param imported the run's encoders that came out of SavedModels
   * @param runFile the text of the resolved run file
   */
  public SavedModelWriter(
      RunConfig config, Preprocessing preprocessing, ImportedEncoders imported, String runFile) {
    this.config = config;
    this.preprocessing = preprocessing;
    this.imported = imported;
    this.runFile = runFile;
  }

  /**
   * Writes the next version into the model's folder; a server that polls the folder sees it whole
   * or not at all.
   *
   * @param variables the prefix of a checkpoint's variables, such as {@code
   *     checkpoints/epoch-0007/variables}
   * @param modelFolder the folder of all versions
   * @return the folder of the new version
   * @throws IOException if the folder cannot be written
   */
  public Path write(Path variables, Path modelFolder) throws IOException {
    SavedModelAssets assets =
        new SavedModelAssets(
            Map.of(
                "classes.txt",
                utf8(String.join("\n", preprocessing.classes()) + "\n"),
                "run.yaml",
                utf8(runFile),
                "preprocessing.json",
                preprocessing.toJson()));
    Map<String, Placeholder<?>> raw = new LinkedHashMap<>();
    try (FusionGraph graph = graph(raw);
        VersionFolder version = VersionFolder.next(modelFolder)) {
      List<Signature> signatures =
          ServingSignatures.of(graph, config.task().kind(), preprocessing.classes(), raw);
      assets.addTo(graph.tf());
      try (Session session = Sessions.open(graph.graph(), config.training().threads())) {
        session.restore(variables.toString());
        SavedModelBundle.exporter(version.temporary().toString())
            .withTags(SavedModelBundle.DEFAULT_TAG)
            .withSession(session)
            .withSignatures(signatures.toArray(Signature[]::new))
            .export();
      }
      assets.writeTo(version.temporary());
      return version.publish();
    }
  }

  /**
   * Builds the network.
   *
   * @param raw where each modality's raw input goes; stays empty if none are wanted
   */
  private FusionGraph graph(Map<String, Placeholder<?>> raw) {
    if (!config.export().raw()) {
      return FusionGraph.build(
          config,
          preprocessing.features(),
          preprocessing.outputs(),
          FusionGraph.Purpose.INFERENCE,
          imported);
    }
    Iterator<Preprocessor> preprocessors = preprocessing.modalities().iterator();
    return FusionGraph.buildServing(
        config,
        preprocessing.features(),
        preprocessing.outputs(),
        (tf, feature) -> {
          RawInput input = RawInput.of(tf, preprocessors.next());
          raw.put(feature.modality(), input.input());
          return input.values();
        },
        imported);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
