package miles.train;

import java.util.HashMap;
import java.util.Map;
import java.util.function.IntFunction;
import miles.data.Batch;
import miles.data.Dataset;
import miles.graph.BatchFeed;
import miles.graph.FusionGraph;
import org.tensorflow.Session;

/**
 * A batch in native memory, ready for a step: its samples, the tensors that they were copied to,
 * and the runs that these are fed to. Owns the tensors. For one thread at a time.
 */
final class Slot implements AutoCloseable {

  private final Batch batch;
  private final BatchFeed feed;
  private final Map<Integer, Session.Runner> runners = new HashMap<>();

  /**
   * @param graph the graph that is fed; its owner closes it
   * @param batch the buffer of this slot alone
   */
  Slot(FusionGraph graph, Batch batch) {
    this.batch = batch;
    this.feed = new BatchFeed(graph);
  }

  /** Returns the samples. */
  Batch batch() {
    return batch;
  }

  /** Reads samples of a data set; as {@link Dataset#read}. */
  void read(Dataset data, int[] rows, int from, int count) {
    data.read(rows, from, count, batch);
    feed.write(batch);
  }

  /**
   * Returns the run that this slot's tensors are fed to.
   *
   * @param prepare makes it for a number of samples, once
   */
  Session.Runner runner(IntFunction<Session.Runner> prepare) {
    return runners.computeIfAbsent(batch.size(), prepare::apply);
  }

  /** Feeds a run this slot's tensors for a number of samples. */
  Session.Runner attach(Session.Runner runner, int size) {
    return feed.attach(runner, size, true);
  }

  @Override
  public void close() {
    feed.close();
  }
}
