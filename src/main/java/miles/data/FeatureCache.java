package miles.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.TensorFlow;

/**
 * Decoded values in a file, so that a data set is decoded once.
 *
 * <p>The file's name is the SHA-256 of all that its values depend on: the manifest, every file that
 * it names, the preprocessing's settings, the versions of this format and of TensorFlow, and the
 * processor's architecture. A change of any of these makes another file; old ones may be deleted at
 * any time. A file is written under a temporary name and renamed when it is complete, so processes
 * may share a folder. A damaged file is recognised by its length and checksum and is built again.
 */
final class FeatureCache {

  private static final Logger LOG = LoggerFactory.getLogger(FeatureCache.class);

  /** Raised with every change of this format or of what preprocessing computes. */
  private static final int VERSION = 1;

  private static final String SUFFIX = ".features";

  private final Path folder;
  private final Path file;

  private FeatureCache(Path folder, String key) {
    this.folder = folder;
    this.file = folder.resolve(key + SUFFIX);
  }

  /** Decodes values into a sink. */
  @FunctionalInterface
  interface Decoder {
    void decode(Preprocessing preprocessing, RowSink<IOException> sink) throws IOException;
  }

  /**
   * Returns the cache of some content.
   *
   * @param folder where cache files are; made when needed
   * @param content what names the content
   * @param settings the preprocessing before or after fitting, whichever decides the values
   */
  static FeatureCache of(Path folder, List<String> content, Preprocessing settings) {
    List<String> all = new ArrayList<>(content);
    all.add(new String(settings.toJson(), StandardCharsets.UTF_8));
    all.add(Integer.toString(VERSION));
    all.add(TensorFlow.version());
    all.add(System.getProperty("os.arch"));
    return new FeatureCache(folder, ContentHash.of(all));
  }

  /** Returns where the values are kept. */
  Path file() {
    return file;
  }

  /**
   * Returns the kept values, or nothing if there are none or they are damaged.
   *
   * @param rows the rows of each part
   */
  Optional<Contents> open(List<Integer> rows) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(CacheFile.open(file, rows));
    } catch (CacheFile.DamagedException e) {
      LOG.warn("The data cache {} is damaged ({}); decoding again.", file, e.getMessage());
    } catch (IOException e) {
      LOG.warn("The data cache {} cannot be read ({}); decoding again.", file, e.toString());
    }
    return Optional.empty();
  }

  /**
   * Decodes values into the file, replacing one that exists, and opens it.
   *
   * @throws DataException if the file cannot be written, or the data cannot be decoded
   */
  Contents build(Preprocessing preprocessing, List<Integer> rows, Decoder decoder) {
    try {
      new CacheFolder(folder)
          .write(
              file,
              temporary -> {
                try (CacheFile.Writer writer =
                    new CacheFile.Writer(temporary, preprocessing, rows)) {
                  decoder.decode(preprocessing, writer);
                  writer.finish();
                }
              });
      return CacheFile.open(file, rows);
    } catch (CacheFile.DamagedException e) {
      throw new DataException(
          "the data cache %s was damaged while it was written: %s. Check the disk, or set data.cache: false."
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new DataException(
          "cannot write the data cache in %s: %s. Free or permit the space, or set data.cache: false."
              .formatted(folder, e.getMessage()),
          e);
    }
  }
}
