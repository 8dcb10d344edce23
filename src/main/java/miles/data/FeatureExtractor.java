package miles.data;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/**
 * Turns samples of a manifest into batches of preprocessed values, on at most two threads.
 *
 * <p>Owns a graph, a session and the threads; closing it closes them.
 */
final class FeatureExtractor implements AutoCloseable {

  private final Path manifest;
  private final List<Extractor> extractors;
  private final Graph graph;
  private final Session session;
  private final Parallel parallel = new Parallel();

  /**
   * @param manifest its name is in every message
   * @param preprocessors the modalities in order
   * @param threads threads of TensorFlow, see {@link SessionThreads#config}
   */
  FeatureExtractor(Path manifest, List<Preprocessor> preprocessors, int threads) {
    this.manifest = manifest;
    graph = new Graph();
    try {
      Ops tf = Ops.create(graph);
      extractors = preprocessors.stream().map(each -> Extractor.build(tf, each)).toList();
      session = new Session(graph, SessionThreads.config(threads));
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /**
   * Fills a batch's values and presence; targets and rows stay as they are.
   *
   * @param samples at most as many as the batch holds
   * @param into the batch
   * @param problems collects files that cannot be decoded, in the samples' order
   */
  void extract(List<Sample> samples, Batch into, Problems problems) {
    into.resize(samples.size());
    parallel
        .run(samples.size(), (from, to) -> extract(samples, from, to, into))
        .forEach(problems::addAll);
  }

  /** Returns samples that fit a buffer of a few megabytes: 1 … 256. */
  static int chunk(List<FeatureSpec> features) {
    int size = features.stream().mapToInt(FeatureSpec::size).sum();
    return Math.max(1, Math.min(256, (1 << 22) / size));
  }

  @Override
  public void close() {
    parallel.close();
    session.close();
    graph.close();
  }

  private Problems extract(List<Sample> samples, int from, int to, Batch into) {
    Problems problems = new Problems(manifest);
    for (int m = 0; m < extractors.size(); m++) {
      int modality = m;
      IntStream.range(from, to)
          .forEach(i -> into.presence(modality)[i] = samples.get(i).has(modality) ? 1 : 0);
      extractors.get(m).extract(session, new Stripe(samples, from, to, into, m, problems));
    }
    return problems;
  }
}
