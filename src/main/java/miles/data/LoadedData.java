package miles.data;

import java.util.List;
import java.util.Map;
import miles.config.DataConfig;
import miles.config.ModalityConfig;
import miles.config.RunConfig;
import miles.config.TaskConfig;

/**
 * A data set, decoded and preprocessed.
 *
 * @param train what parameters and statistics are fitted on
 * @param validation what balances the modalities and chooses the best epoch
 * @param test what final scores are measured on; may be empty
 * @param preprocessing how the values were made
 * @param contentHash SHA-256, in hexadecimal, of the manifest and of every file that it names, and
 *     of which rows were left out, if any
 * @param skipped rows that were left out because they cannot be used
 */
public record LoadedData(
    Dataset train,
    Dataset validation,
    Dataset test,
    Preprocessing preprocessing,
    String contentHash,
    SkippedRows skipped) {

  /**
   * Loads the data of a run; the cache is used only if the run file allows it.
   *
   * @throws DataException with every problem of the manifest and its files
   */
  public static LoadedData load(RunConfig config, LoadOptions options) {
    return load(config.data(), config.task(), config.modalities(), options);
  }

  /**
   * Loads a data set.
   *
   * @throws DataException with every problem of the manifest and its files
   */
  public static LoadedData load(
      DataConfig data,
      TaskConfig task,
      Map<String, ModalityConfig> modalities,
      LoadOptions options) {
    SessionThreads.settle(options.threads());
    ManifestSchema schema = ManifestSchema.of(task, data.label(), modalities);
    LoadOptions allowed = data.cache() ? options : options.withoutCache();
    Manifest read =
        Manifest.read(data.manifest(), schema, Manifest.Use.TRAINING, options.badRows());
    return options
        .badRows()
        .around(
            read,
            manifest -> new Loader(manifest, allowed).load(Fitting.unfitted(manifest, modalities)));
  }

  /** Returns what a user should know before a model is trained on the data; mostly nothing. */
  public List<String> warnings() {
    return validation.absent().stream().map(DataWarnings::unmeasured).toList();
  }
}
