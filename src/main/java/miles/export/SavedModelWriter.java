package miles.export;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import miles.config.ExportConfig;
import miles.config.InvalidValueException;
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
import org.tensorflow.proto.GraphDef;

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

  /**
   * What may be left out or stored otherwise.
   *
   * @param raw whether the signatures of raw inputs are written
   * @param warmup whether requests are written that TensorFlow Serving runs when it loads the model
   * @param halfPrecision whether variables are stored in 16 bits, and cast to 32 where they are
   *     read
   */
  public record Options(boolean raw, boolean warmup, boolean halfPrecision) {

    /** Returns what a run file says. */
    public static Options of(ExportConfig config) {
      return new Options(config.raw(), config.warmup(), false);
    }
  }

  private final RunConfig config;
  private final Preprocessing preprocessing;
  private final ImportedEncoders imported;
  private final String runFile;
  private final Options options;

  /**
   * @param config the run, whose {@code export} section says what is written
   * @param preprocessing what the training data taught the preprocessing
   * @param imported the run's encoders that came out of SavedModels
   * @param runFile the text of the resolved run file
   */
  public SavedModelWriter(
      RunConfig config, Preprocessing preprocessing, ImportedEncoders imported, String runFile) {
    this(config, preprocessing, imported, runFile, Options.of(config.export()));
  }

  /**
   * @param config the run
   * @param preprocessing what the training data taught the preprocessing
   * @param imported the run's encoders that came out of SavedModels
   * @param runFile the text of the resolved run file
   * @param options what is written
   */
  public SavedModelWriter(
      RunConfig config,
      Preprocessing preprocessing,
      ImportedEncoders imported,
      String runFile,
      Options options) {
    this.config = config;
    this.preprocessing = preprocessing;
    this.imported = imported;
    this.runFile = runFile;
    this.options = options;
  }

  /**
   * Writes the next version into the model's folder; a server that polls the folder sees it whole
   * or not at all.
   *
   * @param variables the prefix of a checkpoint's variables, such as {@code
   *     checkpoints/epoch-0007/variables}
   * @param modelFolder the folder of all versions, which is made if it is absent
   * @return the folder of the new version
   * @throws IOException if the folder cannot be written
   */
  public Path write(Path variables, Path modelFolder) throws IOException {
    try (VersionFolder version = VersionFolder.next(modelFolder)) {
      return write(variables, version);
    }
  }

  /**
   * Returns whether one of a model's versions was made from a checkpoint's variables.
   *
   * @param variables the prefix of the checkpoint's variables
   * @param modelFolder the folder of all versions, which may be absent
   */
  public static boolean isWritten(Path variables, Path modelFolder) throws IOException {
    return SourceMark.isIn(modelFolder, variables);
  }

  /**
   * Writes a version of a given number.
   *
   * @param variables the prefix of a checkpoint's variables
   * @param modelFolder the folder of all versions, which is made if it is absent
   * @param version the number
   * @return the folder of the new version
   * @throws InvalidValueException if the number is not larger than every version's in the folder
   * @throws IOException if the folder cannot be written
   */
  public Path write(Path variables, Path modelFolder, long version) throws IOException {
    try (VersionFolder folder = VersionFolder.of(modelFolder, version)) {
      return write(variables, folder);
    }
  }

  private Path write(Path variables, VersionFolder version) throws IOException {
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
    try (FusionGraph graph = graph(raw)) {
      List<Signature> signatures =
          ServingSignatures.of(graph, config.task().kind(), preprocessing.classes(), raw);
      assets.addTo(graph.tf());
      export(graph, variables, signatures, version.temporary());
      if (options.warmup()) {
        new WarmupRequests(config.name(), preprocessing).write(signatures, version.temporary());
      }
    }
    assets.writeTo(version.temporary());
    SourceMark.write(variables, version.temporary());
    return version.publish();
  }

  private void export(FusionGraph graph, Path variables, List<Signature> signatures, Path folder)
      throws IOException {
    // Before a session restores the variables, which adds operations for it.
    GraphDef definition = graph.graph().toGraphDef();
    int threads = config.training().threads();
    try (Session session = Sessions.open(graph.graph(), threads)) {
      session.restore(variables.toString());
      if (!options.halfPrecision()) {
        export(session, signatures, folder);
        return;
      }
      try (HalfPrecision half = HalfPrecision.of(definition, session, threads)) {
        export(half.session(), signatures, folder);
      }
    }
  }

  private static void export(Session session, List<Signature> signatures, Path folder)
      throws IOException {
    SavedModelBundle.exporter(folder.toString())
        .withTags(SavedModelBundle.DEFAULT_TAG)
        .withSession(session)
        .withSignatures(signatures.toArray(Signature[]::new))
        .export();
  }

  /**
   * Builds the network.
   *
   * @param raw where each modality's raw input goes; stays empty if none are wanted
   */
  private FusionGraph graph(Map<String, Placeholder<?>> raw) {
    if (!options.raw()) {
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
