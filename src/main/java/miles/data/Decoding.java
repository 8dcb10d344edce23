package miles.data;

import java.util.List;

/**
 * Runs samples through their preprocessing, chunk by chunk.
 *
 * @param manifest where the samples are from
 * @param threads threads of TensorFlow
 * @param count hears of every decoded chunk
 */
record Decoding(Manifest manifest, int threads, Count count) {

  /** Tells a listener how far work of a known size is. */
  static final class Count {
    private final LoadOptions.Progress listener;
    private final int total;
    private int done;

    Count(LoadOptions.Progress listener, int total) {
      this.listener = listener;
      this.total = total;
    }

    private void add(int samples) {
      done += samples;
      listener.decoded(done, total);
    }
  }

  /** Returns which files and numbers of a modality cannot be decoded. */
  Problems check(Preprocessor modality, List<Sample> samples) {
    return run(List.of(modality), List.of(samples), (part, row, batch) -> {});
  }

  /**
   * Decodes the parts and hands every chunk to the sink, in order.
   *
   * @return the files that cannot be decoded
   */
  <E extends Exception> Problems run(
      List<Preprocessor> modalities, List<List<Sample>> parts, RowSink<E> sink) throws E {
    Problems problems = new Problems(manifest.file());
    List<FeatureSpec> features = modalities.stream().map(Preprocessor::feature).toList();
    Batch batch = new Batch(features, 1, FeatureExtractor.chunk(features));
    try (FeatureExtractor extractor = new FeatureExtractor(manifest.file(), modalities, threads)) {
      for (int part = 0; part < parts.size(); part++) {
        List<Sample> samples = parts.get(part);
        for (int row = 0; row < samples.size(); row += batch.capacity()) {
          int end = Math.min(samples.size(), row + batch.capacity());
          extractor.extract(samples.subList(row, end), batch, problems);
          sink.store(part, row, batch);
          count.add(end - row);
        }
      }
    }
    return problems;
  }
}
