package miles.config;

import java.nio.file.Path;

/**
 * Where the samples are.
 *
 * @param manifest the manifest.csv, absolute or relative to the run file's folder; resolved when
 *     the file is read
 * @param label the manifest's label column
 * @param cache whether preprocessed values are kept in a cache keyed by content
 */
public record DataConfig(
    Path manifest, @Default("label") String label, @Default("true") boolean cache) {

  public DataConfig {
    Check.values(DataConfig.class, manifest, label, cache);
  }
}
