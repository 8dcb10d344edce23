package miles.data;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * At most two threads for reading and decoding. Results come in the order of the tasks, whichever
 * thread was faster.
 */
final class Parallel implements AutoCloseable {

  private static final int MOST_THREADS = 2;

  private final int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
  private final ExecutorService pool =
      Executors.newFixedThreadPool(
          threads,
          work -> {
            Thread thread = new Thread(work, "decode");
            thread.setDaemon(true);
            return thread;
          });

  /** Work on a range of items. */
  @FunctionalInterface
  interface Range<T> {
    T run(int from, int to);
  }

  /**
   * Cuts items into one range a thread and returns the ranges' results in order.
   *
   * @throws DataException if the calling thread is interrupted
   */
  <T> List<T> run(int items, Range<T> work) {
    List<Callable<T>> tasks = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int from = (int) ((long) items * t / threads);
      int to = (int) ((long) items * (t + 1) / threads);
      tasks.add(() -> work.run(from, to));
    }
    try {
      List<T> results = new ArrayList<>();
      for (Future<T> done : pool.invokeAll(tasks)) {
        results.add(done.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DataException("reading data was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DataException problem) {
        throw problem;
      }
      throw new IllegalStateException("reading data failed: " + e.getCause(), e.getCause());
    }
  }

  /** Stops the threads; running work is interrupted. */
  @Override
  public void close() {
    pool.shutdownNow();
  }
}
