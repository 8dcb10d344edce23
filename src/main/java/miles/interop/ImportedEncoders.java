package miles.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import miles.config.EncoderConfig;
import miles.config.EncoderConfig.SavedModel;
import miles.config.ModalityConfig;
import miles.config.RunConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The imported encoders of a run, by modality.
 *
 * @param byModality those of the modalities whose encoder is of kind {@code saved-model}
 */
public record ImportedEncoders(Map<String, ImportedEncoder> byModality) {

  /** No imported encoder. */
  public static final ImportedEncoders NONE = new ImportedEncoders(Map.of());

  private static final Logger log = LoggerFactory.getLogger(ImportedEncoders.class);
  private static final String SUFFIX = ".pb";

  public ImportedEncoders {
    byModality = Map.copyOf(byModality);
  }

  /**
   * Takes a run's encoders out of their SavedModels, with the values of their variables.
   *
   * @param trust whether the SavedModels are checked before anything of them is run
   * @throws SavedModelException if one cannot be read, is not harmless, or cannot be imported
   */
  public static ImportedEncoders load(RunConfig config, Trust trust) {
    Map<String, ImportedEncoder> encoders = new LinkedHashMap<>();
    ofKind(config)
        .forEach((modality, encoder) -> encoders.put(modality, load(modality, encoder, trust)));
    return new ImportedEncoders(encoders);
  }

  /** The check comes first: whatever it refuses must not be told as a fault of the structure. */
  static ImportedEncoder load(String modality, SavedModel config, Trust trust) {
    SavedModelFile model = SavedModelFile.read(config.folder());
    SafetyCheck.require(model, trust);
    EncoderGraph graph =
        EncoderImport.read(
            model, new EncoderSelection(config.signature(), config.input(), config.output()));
    if (config.output().isEmpty()) {
      DefaultOutput.warning(modality, model, config.signature(), graph).ifPresent(log::warn);
    }
    if (config.initial() == SavedModel.Start.RANDOM) {
      return new ImportedEncoder(graph, Map.of());
    }
    Map<String, float[]> values =
        EncoderValues.read(config.folder(), SavedModelFile.SERVE, graph.variables());
    return new ImportedEncoder(graph, values);
  }

  /**
   * Reads the files that {@link #files} describes; the values of variables are where the run's
   * checkpoints are.
   *
   * @param folder the folder of the run's encoders
   * @throws SavedModelException if the file of an encoder is missing or damaged
   */
  public static ImportedEncoders read(RunConfig config, Path folder) throws IOException {
    Map<String, ImportedEncoder> encoders = new LinkedHashMap<>();
    for (String modality : ofKind(config).keySet()) {
      Path file = folder.resolve(modality + SUFFIX);
      if (!Files.isRegularFile(file)) {
        throw new SavedModelException(
            "The run's encoder %s is missing. Restore it, or train again.".formatted(file));
      }
      EncoderGraph graph = EncoderGraph.fromBytes(Files.readAllBytes(file), file.toString());
      encoders.put(modality, new ImportedEncoder(graph, Map.of()));
    }
    return new ImportedEncoders(encoders);
  }

  /** Returns the bytes of the file of every encoder, by its name in the folder of encoders. */
  public Map<String, byte[]> files() {
    Map<String, byte[]> files = new TreeMap<>();
    byModality.forEach(
        (modality, encoder) -> files.put(modality + SUFFIX, encoder.graph().toBytes()));
    return files;
  }

  /** Returns the hash of every encoder's SavedModel, by modality. */
  public Map<String, String> hashes() {
    Map<String, String> hashes = new TreeMap<>();
    byModality.forEach((modality, encoder) -> hashes.put(modality, encoder.graph().contentHash()));
    return hashes;
  }

  /** Returns these encoders, of which one has been applied to its modality's values. */
  public ImportedEncoders applied(String modality) {
    Map<String, ImportedEncoder> encoders = new LinkedHashMap<>(byModality);
    encoders.put(modality, new ImportedEncoder(of(modality).graph(), of(modality).values(), true));
    return new ImportedEncoders(encoders);
  }

  /**
   * Returns the encoder of a modality.
   *
   * @throws IllegalStateException if it was not imported
   */
  public ImportedEncoder of(String modality) {
    ImportedEncoder encoder = byModality.get(modality);
    if (encoder == null) {
      throw new IllegalStateException("the encoder of %s is not imported".formatted(modality));
    }
    return encoder;
  }

  /**
   * Returns the SHA-256, in hexadecimal, of a SavedModel's graph and values.
   *
   * @throws SavedModelException if the folder holds no SavedModel
   */
  public static String contentHash(Path folder) {
    return ContentHashes.of(folder);
  }

  /** Returns the configurations of a run's encoders that are SavedModels, by modality. */
  public static Map<String, SavedModel> ofKind(RunConfig config) {
    Map<String, SavedModel> found = new LinkedHashMap<>();
    for (Map.Entry<String, ModalityConfig> modality : config.modalities().entrySet()) {
      EncoderConfig encoder = modality.getValue().encoder();
      if (encoder instanceof SavedModel savedModel) {
        found.put(modality.getKey(), savedModel);
      }
    }
    return found;
  }
}
