package miles.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Opens parts of a manifest from the cache, or decodes them. */
final class Loader {

  /** Share of the heap that decoded values may take when there is no cache. */
  private static final double HEAP_SHARE = 0.7;

  private final Manifest manifest;
  private final LoadOptions options;
  private final String contentHash;

  Loader(Manifest manifest, LoadOptions options) {
    this.manifest = manifest;
    this.options = options;
    this.contentHash = ContentHash.of(manifest);
  }

  /** Loads every split, after fitting the preprocessing on the training split. */
  LoadedData load(Preprocessing unfitted) {
    List<List<Sample>> splits = Arrays.stream(Split.values()).map(manifest::samples).toList();
    Decoding decoding = decoding(splits, Fitting.work(unfitted, manifest));
    Contents contents =
        contents("training", unfitted, splits, () -> Fitting.fit(unfitted, decoding), decoding);
    return new LoadedData(
        contents.dataset(0, splits),
        contents.dataset(1, splits),
        contents.dataset(2, splits),
        contents.preprocessing(),
        contentHash,
        manifest.skipped());
  }

  /**
   * Loads some samples with a preprocessing that is fitted already.
   *
   * @param part which samples of the manifest they are
   */
  Dataset load(Preprocessing fitted, String part, List<Sample> samples) {
    List<List<Sample>> parts = List.of(samples);
    return contents(part, fitted, parts, () -> fitted, decoding(parts, 0)).dataset(0, parts);
  }

  private Contents contents(
      String purpose,
      Preprocessing settings,
      List<List<Sample>> parts,
      Supplier<Preprocessing> fit,
      Decoding decoding) {
    List<Integer> rows = parts.stream().map(List::size).toList();
    if (options.cache().isEmpty()) {
      return inMemory(fit.get(), rows, parts, decoding);
    }
    FeatureCache cache =
        FeatureCache.of(options.cache().get(), List.of(contentHash, purpose), settings);
    Optional<Contents> warm = cache.open(rows);
    return warm.isPresent()
        ? warm.get()
        : cache.build(
            fit.get(), rows, (preprocessing, sink) -> decode(preprocessing, parts, decoding, sink));
  }

  private Contents inMemory(
      Preprocessing preprocessing,
      List<Integer> rows,
      List<List<Sample>> parts,
      Decoding decoding) {
    List<FeatureSpec> features = preprocessing.features();
    checkHeap(features, rows);
    List<List<RowStore>> stores =
        rows.stream()
            .map(
                count ->
                    features.stream()
                        .map(feature -> RowStore.inMemory(count, feature.size()))
                        .toList())
            .toList();
    try {
      decode(
          preprocessing,
          parts,
          decoding,
          (part, row, batch) -> {
            for (int m = 0; m < features.size(); m++) {
              stores.get(part).get(m).write(row, batch, m);
            }
          });
    } catch (IOException e) {
      throw new IllegalStateException("nothing is written here", e);
    }
    return new Contents(preprocessing, stores);
  }

  private void decode(
      Preprocessing preprocessing,
      List<List<Sample>> parts,
      Decoding decoding,
      RowSink<IOException> sink)
      throws IOException {
    decoding.run(preprocessing.modalities(), parts, sink).throwIfAny(manifest.file().toString());
  }

  private Decoding decoding(List<List<Sample>> parts, int fitting) {
    int samples = parts.stream().mapToInt(List::size).sum();
    return new Decoding(
        manifest,
        options.threads(),
        new Decoding.Count(options.progress(), Math.addExact(samples, fitting)));
  }

  private static void checkHeap(List<FeatureSpec> features, List<Integer> rows) {
    long rowBytes =
        features.stream().mapToLong(feature -> (long) feature.size() * Float.BYTES).sum();
    long bytes = rows.stream().mapToLong(count -> count * rowBytes).sum();
    long heap = Runtime.getRuntime().maxMemory();
    if (bytes > HEAP_SHARE * heap) {
      throw new DataException(
          "the decoded data need %d MB, but the heap has %d MB. Set data.cache: true, which keeps them in a mapped file."
              .formatted(bytes >> 20, heap >> 20));
    }
  }
}
