package miles.data;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How data are loaded; nothing here changes a value of a row.
 *
 * @param cache the folder of the cache; empty: values are decoded anew and kept in memory
 * @param threads threads of TensorFlow; 0: its choice. The same as in training, see {@link
 *     SessionThreads}
 * @param progress is told how many samples are decoded
 * @param badRows what happens to rows that cannot be used
 */
public record LoadOptions(Optional<Path> cache, int threads, Progress progress, BadRows badRows) {

  /** Hears how far decoding is; not called when a cache is opened. */
  @FunctionalInterface
  public interface Progress {
    /** Told after every chunk: samples decoded, of all. */
    void decoded(int done, int total);
  }

  /** Returns options without cache and without progress. */
  public static LoadOptions inMemory(int threads) {
    return new LoadOptions(Optional.empty(), threads, (done, total) -> {}, BadRows.refuse());
  }

  /** Returns options with a cache in a folder, without progress. */
  public static LoadOptions cached(Path folder, int threads) {
    return new LoadOptions(Optional.of(folder), threads, (done, total) -> {}, BadRows.refuse());
  }

  /** Returns the same options without a cache. */
  LoadOptions withoutCache() {
    return new LoadOptions(Optional.empty(), threads, progress, badRows);
  }

  /** Returns the same options for other bad rows. */
  public LoadOptions with(BadRows otherBadRows) {
    return new LoadOptions(cache, threads, progress, otherBadRows);
  }
}
