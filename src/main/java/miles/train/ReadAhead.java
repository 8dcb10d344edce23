package miles.train;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import miles.data.Dataset;
import miles.data.FeatureSpec;
import miles.graph.FusionGraph;

/**
 * The batches of a data set in native buffers that are used in turn. A thread of its own reads them
 * while the step before is made, unless a batch is so small that the two threads' talk would take
 * longer. What is read does not depend on it.
 *
 * <p>Owns buffers and thread. For one thread.
 */
final class ReadAhead implements AutoCloseable {

  /** Batches that are ready or being read while a step is made. */
  private static final int AHEAD = 2;

  /** Bytes of a batch from which on it is read ahead. */
  private static final long LEAST_BYTES = 1 << 15;

  private final Dataset data;
  private final List<Slot> slots = new ArrayList<>();
  private final int capacity;
  private final ExecutorService reader;

  /**
   * @param graph what is fed; its owner closes it later than this
   * @param data what is read
   * @param capacity samples of a batch, but the last one's
   */
  ReadAhead(FusionGraph graph, Dataset data, int capacity) {
    this(graph, data, capacity, bytes(data, capacity) < LEAST_BYTES ? 0 : AHEAD);
  }

  /**
   * @param ahead batches that are read while a step is made; 0: none, batches are read when they
   *     are needed
   */
  ReadAhead(FusionGraph graph, Dataset data, int capacity, int ahead) {
    this.data = data;
    this.capacity = capacity;
    for (int s = 0; s <= ahead; s++) {
      slots.add(new Slot(graph, data.batch(capacity)));
    }
    // The thread starts with the first batch that is read ahead.
    reader =
        Executors.newSingleThreadExecutor(
            work -> {
              Thread thread = new Thread(work, "read-ahead");
              thread.setDaemon(true);
              return thread;
            });
  }

  private static long bytes(Dataset data, int capacity) {
    long values = data.features().stream().mapToLong(FeatureSpec::size).sum();
    return values * capacity * Float.BYTES;
  }

  /** Returns the samples of a batch, but the last one's. */
  int capacity() {
    return capacity;
  }

  /**
   * Hands out the batches, one after the other, until the step or an exception ends it.
   *
   * @param order rows of the data set, cut into batches
   * @param step takes a batch, which is another's when it returns; returns whether to go on
   */
  void forEach(int[] order, Predicate<Slot> step) {
    if (slots.size() == 1) {
      boolean goesOn = true;
      for (int from = 0; from < order.length && goesOn; from += capacity) {
        goesOn = step.test(read(slots.get(0), order, from));
      }
      return;
    }
    Deque<Future<Slot>> pending = new ArrayDeque<>();
    try {
      int next = 0;
      int ahead = slots.size() - 1;
      for (int s = 0; s < ahead && next < order.length; s++, next += capacity) {
        pending.add(submit(slots.get(s), order, next));
      }
      Slot spare = slots.get(ahead);
      boolean goesOn = true;
      while (!pending.isEmpty() && goesOn) {
        Slot ready = result(pending.remove());
        if (next < order.length) {
          pending.add(submit(spare, order, next));
          next += capacity;
        }
        goesOn = step.test(ready);
        spare = ready;
      }
    } finally {
      // After an end before the last: nothing may be read any more into buffers that are closed
      // next.
      pending.forEach(read -> read.cancel(false));
      result(reader.submit(() -> {}, true));
    }
  }

  private Future<Slot> submit(Slot slot, int[] order, int from) {
    return reader.submit(() -> read(slot, order, from));
  }

  private Slot read(Slot slot, int[] order, int from) {
    slot.read(data, order, from, Math.min(capacity, order.length - from));
    return slot;
  }

  private static <T> T result(Future<T> read) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return read.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    reader.shutdown();
    slots.forEach(Slot::close);
  }
}
