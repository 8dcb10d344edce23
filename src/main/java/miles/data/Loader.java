package miles.data;

import java.util.ArrayList;
import java.util.List;

/** Decodes the splits of a manifest, or opens them from the cache. */
final class Loader {

  private Loader() {}

  static LoadedData load(Manifest manifest, Preprocessing unfitted, LoadOptions options) {
    Preprocessing preprocessing = Fitting.fit(unfitted, manifest, options.threads());
    List<List<Sample>> parts = new ArrayList<>();
    for (Split split : Split.values()) {
      parts.add(manifest.samples(split));
    }
    List<Dataset> sets = decode(manifest, preprocessing, parts, options);
    return new LoadedData(
        sets.get(0), sets.get(1), sets.get(2), preprocessing, ContentHash.of(manifest));
  }

  static List<Dataset> decode(
      Manifest manifest,
      Preprocessing preprocessing,
      List<List<Sample>> parts,
      LoadOptions options) {
    List<FeatureSpec> features = preprocessing.features();
    String name = String.valueOf(manifest.file().getFileName());
    Problems problems = new Problems(name);
    List<Dataset> sets = new ArrayList<>();
    int total = parts.stream().mapToInt(List::size).sum();
    int done = 0;
    Batch batch = new Batch(features, 1, FeatureExtractor.chunk(features));
    try (FeatureExtractor extractor =
        new FeatureExtractor(name, preprocessing.modalities(), options.threads())) {
      for (List<Sample> part : parts) {
        List<RowStore> stores =
            features.stream()
                .map(feature -> RowStore.inMemory(part.size(), feature.size()))
                .toList();
        for (int from = 0; from < part.size(); from += batch.capacity()) {
          List<Sample> samples = part.subList(from, Math.min(part.size(), from + batch.capacity()));
          extractor.extract(samples, batch, problems);
          store(batch, from, stores);
          done += samples.size();
          options.progress().decoded(done, total);
        }
        sets.add(new Dataset(part, preprocessing, stores));
      }
    }
    problems.throwIfAny(manifest.file().toString());
    return sets;
  }

  private static void store(Batch batch, int row, List<RowStore> stores) {
    for (int m = 0; m < stores.size(); m++) {
      FeatureSpec feature = batch.features().get(m);
      for (int i = 0; i < batch.size(); i++) {
        if (feature.type() == FeatureSpec.Type.FLOAT32) {
          stores.get(m).write(row + i, batch.floats(m), i * feature.size());
        } else {
          stores.get(m).write(row + i, batch.ints(m), i * feature.size());
        }
      }
    }
  }
}
